// Built-in rules about the request: notice, length, the diary, and the leave it would take. Pure.
import { Type } from 'typebox'
import { civilDayAt, localTimeAt, type Minutes, plusDays } from '../kernel/index.ts'
import type { PotCap, PotDefinition } from './pot.ts'
import type { LeavePiece } from './question.ts'
import {
  type BuiltIn,
  builtIn,
  failed,
  type Inquiry,
  type Judge,
  type Judgement,
  notApplicable,
  passed,
} from './rule.ts'

const None = Type.Object({}, { additionalProperties: false })

const notice = builtIn<{ days: number }>({
  name: 'notice-at-least',
  about: 'Civil days from asking to the activity.',
  parameters: Type.Object({ days: Type.Integer({ minimum: 0, maximum: 730 }) }, { additionalProperties: false }),
  code: 'notice_too_short',
  figures: ['noticeDays', 'neededDays'],
  sensitive: false,
  moves: 'day',
  effects: ['refuse', 'ask', 'warn'],
  implicit: false,
  textKey: () => 'notice',
  compile: ({ days: neededDays }) => {
    return ({ question: { noticeDays } }) =>
      noticeDays >= neededDays ? passed({ noticeDays, neededDays }) : failed({ noticeDays, neededDays })
  },
  notBefore:
    ({ days }) =>
    (question) =>
      plusDays(question.askedOn, days),
})

const notRetrospective = builtIn({
  name: 'not-retrospective',
  about: 'It is asked for before it starts.',
  parameters: None,
  code: 'in_the_past',
  figures: ['noticeDays'],
  sensitive: false,
  moves: 'day',
  effects: ['refuse', 'ask', 'warn'],
  implicit: false,
  textKey: () => 'not_retrospective',
  compile: () => {
    return ({ question: { startsAt, now, noticeDays } }) =>
      startsAt > now ? passed({ noticeDays }) : failed({ noticeDays })
  },
  notBefore: () => (question) => question.askedOn,
})

const bodyNotice = builtIn({
  name: 'body-notice',
  about: 'The notice that the infrastructure body asks for. Does not apply to an activity somebody found themselves.',
  parameters: None,
  code: 'body_notice_too_short',
  figures: ['noticeDays', 'neededDays'],
  sensitive: false,
  moves: 'day',
  effects: ['refuse'],
  implicit: true,
  textKey: () => 'body_notice',
  compile: () => (inquiry) => {
    const { activity, noticeDays } = inquiry.question
    if (activity.bodyId === null) return notApplicable
    const neededDays = activity.bodyNoticeDays
    return noticeDays >= neededDays ? passed({ noticeDays, neededDays }) : failed({ noticeDays, neededDays })
  },
  notBefore: () => (question) => plusDays(question.askedOn, question.activity.bodyNoticeDays),
})

const length = builtIn<{ 'at-least-minutes'?: number; 'at-most-minutes'?: number }>({
  name: 'length-within',
  about: 'Minutes from start to end, at least or at most or both.',
  parameters: Type.Object(
    {
      'at-least-minutes': Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
      'at-most-minutes': Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    },
    { additionalProperties: false, minProperties: 1 },
  ),
  code: 'length_out_of_range',
  figures: ['lengthMinutes', 'atLeastMinutes', 'atMostMinutes'],
  sensitive: false,
  moves: 'no',
  effects: ['refuse', 'ask', 'warn'],
  implicit: false,
  textKey: (parameters) => {
    if (parameters['at-most-minutes'] === undefined) return 'length_at_least'
    return parameters['at-least-minutes'] === undefined ? 'length_at_most' : 'length_between'
  },
  compile: (parameters) => {
    const atLeastMinutes = parameters['at-least-minutes'] ?? null
    const atMostMinutes = parameters['at-most-minutes'] ?? null
    return ({ question: { lengthMinutes } }) => {
      const figures = { lengthMinutes, atLeastMinutes, atMostMinutes }
      const fits = lengthMinutes >= (atLeastMinutes ?? 0) && lengthMinutes <= (atMostMinutes ?? lengthMinutes)
      return fits ? passed(figures) : failed(figures)
    }
  },
})

const noClash = builtIn({
  name: 'no-clash',
  about: 'Nothing else is in the diary at that time: no other booking, no leave or other busy time from HR.',
  parameters: None,
  code: 'diary_clash',
  figures: ['clashes', 'kind', 'from', 'until'],
  sensitive: false,
  moves: 'day',
  effects: ['refuse', 'ask', 'warn'],
  implicit: true,
  textKey: () => 'no_clash',
  compile: () => {
    const free = passed({ clashes: 0 })
    return ({ question: { clashes, person } }) => {
      const first = clashes[0]
      if (first === undefined) return free
      const local = (at: string): string => `${civilDayAt(at, person.zone)} ${localTimeAt(at, person.zone)}`
      return failed({
        clashes: clashes.length,
        kind: first.kind,
        from: local(first.startsAt),
        until: local(first.endsAt),
      })
    }
  },
})

const balance = builtIn({
  name: 'balance',
  about:
    'The pots hold the leave it takes. Does not apply wholly in own time. Always refuses: no document can switch it off.',
  parameters: None,
  code: 'balance_insufficient',
  otherCodes: ['no_pot_fits'],
  figures: ['neededMinutes', 'availableMinutes', 'shortMinutes'],
  sensitive: false,
  moves: 'day',
  effects: ['refuse'],
  implicit: true,
  textKey: () => 'balance',
  compile: () => (inquiry) => {
    if (inquiry.question.pieces.length === 0) return notApplicable
    const { neededMinutes, availableMinutes, shortMinutes, unfittingMinutes } = inquiry.plan
    const figures = { neededMinutes, availableMinutes, shortMinutes }
    if (unfittingMinutes > 0) return failed(figures, 'no_pot_fits')
    return shortMinutes === 0 ? passed(figures) : failed(figures)
  },
})

/** Whether a piece can be taken in the steps of a pot. */
const fitsIncrement = (piece: LeavePiece, { increments }: PotDefinition): boolean => {
  const { minutes, scheduledMinutes } = piece
  if (increments.kind === 'minutes') return minutes >= increments.atLeast && minutes % increments.step === 0
  if (minutes === scheduledMinutes) return true
  /** Half of an odd number of minutes is either neighbour. */
  return increments.kind === 'half_day' && Math.abs(minutes * 2 - scheduledMinutes) <= 1
}

const increments = builtIn({
  name: 'increments',
  about: 'Every piece of leave fits the smallest piece and step of the pots it is taken from.',
  parameters: None,
  code: 'increment_not_met',
  otherCodes: ['half_day_needed', 'whole_day_needed'],
  figures: ['pieceMinutes', 'atLeastMinutes', 'stepMinutes', 'dayMinutes'],
  sensitive: false,
  moves: 'day',
  effects: ['refuse', 'ask', 'warn'],
  implicit: true,
  textKey: () => 'increments',
  compile: () => (inquiry) => {
    const { pieces } = inquiry.question
    if (pieces.length === 0) return notApplicable
    for (const [index, piece] of pieces.entries()) {
      const pot = inquiry.plan.givers[index]?.find((one) => !fitsIncrement(piece, one))
      if (pot !== undefined) return incrementFailed(piece, pot)
    }
    const first = pieces[0]
    return passed(incrementFigures(first?.minutes ?? 0, first?.scheduledMinutes ?? 0, inquiry.plan.givers[0]?.[0]))
  },
})

const incrementFigures = (pieceMinutes: Minutes, dayMinutes: Minutes, pot: PotDefinition | undefined) => {
  const rule = pot?.increments
  return {
    pieceMinutes,
    atLeastMinutes: rule?.kind === 'minutes' ? rule.atLeast : null,
    stepMinutes: rule?.kind === 'minutes' ? rule.step : null,
    dayMinutes,
  }
}

const incrementFailed = (piece: LeavePiece, pot: PotDefinition): Judgement => {
  const figures = incrementFigures(piece.minutes, piece.scheduledMinutes, pot)
  if (pot.increments.kind === 'minutes') return failed(figures)
  return failed(figures, pot.increments.kind === 'half_day' ? 'half_day_needed' : 'whole_day_needed')
}

/** The rule that a cap is: it fails when it alone keeps the pots from giving what is needed. */
export const judgeCap =
  (cap: PotCap, index: number): Judge =>
  (inquiry: Inquiry) => {
    if (inquiry.question.pieces.length === 0) return notApplicable
    const use = inquiry.plan.caps[index]
    if (use === undefined || use.givenMinutes + use.heldBackMinutes === 0) return notApplicable
    const neededMinutes = use.givenMinutes + use.heldBackMinutes
    const figures = { capMinutes: cap.minutes, usedMinutes: use.usedMinutes, neededMinutes }
    return use.heldBackMinutes > 0 && inquiry.plan.cappedMinutes > 0 ? failed(figures) : passed(figures)
  }

/** The built-ins of this file. */
export const requestRules: readonly BuiltIn[] = [
  noClash,
  balance,
  increments,
  bodyNotice,
  notice,
  notRetrospective,
  length,
]
