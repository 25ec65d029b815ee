// The policy of Virginia written by hand as one function, as somebody would who has this one employer only: the baseline of the
// policy language. It gives the same findings, takings, approvals and earliest day as the document, and knows no language.
import { civilDayAt, localTimeAt, plusDays } from '../src/kernel/index.ts'
import type { Finding, Question, Taking, Verdict } from '../src/policy/index.ts'

type Outcome = Finding['outcome']
type Figures = Finding['figures']

const capMinutes = 1440
const noFigures: Figures = {}
const doesNotApply: Figures = { applies: false }
const managerWithinAWeek = [{ from: 'manager', withinDays: 5 }] as const
const recognisedTags = ['school', 'private-school', 'pre-school']

/** The verdict on one question. */
export const verdictByHand = (question: Question): Verdict => {
  const plan = planByHand(question, true)
  const findings = findingsByHand(question, plan)
  let refused = false
  for (const finding of findings) if (finding.outcome === 'failed') refused = true
  let leaveMinutes = 0
  for (const piece of question.pieces) leaveMinutes += piece.minutes
  const approvals = leaveMinutes > 0 ? managerWithinAWeek : []
  return {
    outcome: refused ? 'refuse' : approvals.length > 0 ? 'ask' : 'allow',
    takings: plan.takings,
    leaveMinutes: plan.given,
    approvals,
    earliestOn: refused ? earliestByHand(question, findings) : null,
    findings,
  }
}

interface Plan {
  readonly takings: Taking[]
  needed: number
  given: number
  short: number
  capped: number
  available: number
  capUsed: number
  capGiven: number
  capHeldBack: number
}

/** Fire and rescue from its own hours first, then the hours of service, together never more than 24 hours a leave year. */
const planByHand = (question: Question, withCap: boolean): Plan => {
  const plan: Plan = {
    takings: [],
    needed: 0,
    given: 0,
    short: 0,
    capped: 0,
    available: 0,
    capUsed: 0,
    capGiven: 0,
    capHeldBack: 0,
  }
  const pots = question.activity.causes.includes('fire-and-rescue') ? ['fire-and-rescue', 'service'] : ['service']
  const drawn = new Map<string, number>()
  let capWindow = ''
  for (const { on, postId, minutes } of question.pieces) {
    plan.needed += minutes
    let rest = minutes
    for (const pot of pots) {
      const facts = question.pot(pot, question.person.id, on)
      const account = `${pot} ${facts.windowFromOn}`
      let before = drawn.get(account)
      if (before === undefined) {
        before = 0
        drawn.set(account, 0)
        plan.available += Math.max(0, facts.availableMinutes)
      }
      let taken = Math.min(rest, Math.max(0, facts.availableMinutes - before))
      if (taken <= 0) continue
      if (withCap) {
        const fire = question.pot('fire-and-rescue', question.person.id, on)
        if (capWindow !== fire.windowFromOn) {
          capWindow = fire.windowFromOn
          plan.capGiven = 0
          plan.capUsed = fire.usedMinutes + question.pot('service', question.person.id, on).usedMinutes
        }
        const room = Math.max(0, capMinutes - plan.capUsed - plan.capGiven)
        if (room < taken) plan.capHeldBack += taken - room
        taken = Math.min(taken, room)
        plan.capGiven += taken
      }
      if (taken <= 0) continue
      drawn.set(account, before + taken)
      plan.given += taken
      rest -= taken
      plan.takings.push({ pot, scopeId: question.person.id, postId, on, minutes: taken })
    }
  }
  plan.short = plan.needed - plan.given
  if (withCap && plan.short > 0) {
    const free = planByHand(question, false)
    plan.capped = plan.short - free.short
    plan.short = free.short
  }
  return plan
}

const found = (
  rule: string,
  code: string,
  what: { outcome: Outcome; figures: Figures; sensitive?: boolean },
): Finding => ({
  rule,
  outcome: what.outcome,
  effect: 'refuse',
  code,
  figures: what.figures,
  sensitive: what.sensitive ?? false,
})

const findingsByHand = (question: Question, plan: Plan): Finding[] => [
  postHeld(question),
  noClash(question),
  balance(question, plan),
  increments(question, plan),
  bodyNotice(question),
  bothTogether(question, plan),
  classified(question),
  approvedBeforehand(question),
  nonprofitOrSchool(question),
  noChurchFunctions(question),
  taggedRule(question, {
    rule: 'private-school',
    code: 'own_child_not_at_school',
    where: 'private-school',
    needs: 'own-child-attends',
  }),
  taggedRule(question, {
    rule: 'pre-school-hours',
    code: 'pre_school_hours_too_few',
    where: 'pre-school',
    needs: 'pre-school-over-9-hours',
  }),
  taggedRule(question, {
    rule: 'pre-school-registered',
    code: 'pre_school_not_registered',
    where: 'pre-school',
    needs: 'pre-school-registered',
  }),
]

const postHeld = ({ person, posts, startsOn, pieces }: Question): Finding => {
  const lastDay = pieces.at(-1)?.on ?? startsOn
  const left = person.endedOn !== null && lastDay > person.endedOn
  const figures = { on: left ? lastDay : startsOn, firstOn: person.startedOn, lastOn: person.endedOn }
  if (startsOn < person.startedOn) return found('post-held', 'not_started', { outcome: 'failed', figures })
  if (left) return found('post-held', 'already_left', { outcome: 'failed', figures })
  const held = posts.some((post) => post.startsOn <= startsOn && (post.endsOn === null || startsOn <= post.endsOn))
  return found('post-held', 'post_not_held', { outcome: held ? 'passed' : 'failed', figures })
}

const noClash = ({ clashes, person }: Question): Finding => {
  const first = clashes[0]
  if (first === undefined) return found('no-clash', 'diary_clash', { outcome: 'passed', figures: { clashes: 0 } })
  const local = (at: string): string => `${civilDayAt(at, person.zone)} ${localTimeAt(at, person.zone)}`
  const figures = { clashes: clashes.length, kind: first.kind, from: local(first.startsAt), until: local(first.endsAt) }
  return found('no-clash', 'diary_clash', { outcome: 'failed', figures })
}

const balance = ({ pieces }: Question, plan: Plan): Finding => {
  if (pieces.length === 0)
    return found('balance', 'balance_insufficient', { outcome: 'not_applicable', figures: noFigures })
  const figures = { neededMinutes: plan.needed, availableMinutes: plan.available, shortMinutes: plan.short }
  return found('balance', 'balance_insufficient', { outcome: plan.short === 0 ? 'passed' : 'failed', figures })
}

const increments = ({ pieces }: Question, plan: Plan): Finding => {
  const first = pieces[0]
  if (first === undefined)
    return found('increments', 'increment_not_met', { outcome: 'not_applicable', figures: noFigures })
  const given = plan.takings.some((taking) => taking.on === first.on && taking.postId === first.postId)
  const smallest = given ? 1 : null
  const figures = {
    pieceMinutes: first.minutes,
    atLeastMinutes: smallest,
    stepMinutes: smallest,
    dayMinutes: first.scheduledMinutes,
  }
  return found('increments', 'increment_not_met', { outcome: 'passed', figures })
}

const bodyNotice = ({ activity, noticeDays }: Question): Finding => {
  if (activity.bodyId === null)
    return found('body-notice', 'body_notice_too_short', { outcome: 'not_applicable', figures: noFigures })
  const outcome = noticeDays >= activity.bodyNoticeDays ? 'passed' : 'failed'
  return found('body-notice', 'body_notice_too_short', {
    outcome,
    figures: { noticeDays, neededDays: activity.bodyNoticeDays },
  })
}

const bothTogether = ({ pieces }: Question, plan: Plan): Finding => {
  const neededMinutes = plan.capGiven + plan.capHeldBack
  if (pieces.length === 0 || neededMinutes === 0)
    return found('both-together', 'cap_reached', { outcome: 'not_applicable', figures: noFigures })
  const outcome = plan.capHeldBack > 0 && plan.capped > 0 ? 'failed' : 'passed'
  return found('both-together', 'cap_reached', {
    outcome,
    figures: { capMinutes, usedMinutes: plan.capUsed, neededMinutes },
  })
}

const classified = ({ posts, pieces }: Question): Finding => {
  const released = pieces.length === 0 ? [] : posts.filter((post) => pieces.some((piece) => piece.postId === post.id))
  const judged = released.length === 0 ? posts : released
  const every = released.length > 0
  const against = judged.find((post) => post.contract !== 'permanent')
  const fitting = judged.find((post) => post.contract === 'permanent')
  const decisive = (every ? against : undefined) ?? fitting ?? against
  const outcome = decisive?.contract === 'permanent' ? 'passed' : 'failed'
  return found('classified', 'contract_not_covered', {
    outcome,
    figures: { found: decisive?.contract ?? '', listed: 'permanent' },
  })
}

const approvedBeforehand = ({ startsAt, now, noticeDays }: Question): Finding =>
  found('approved-beforehand', 'in_the_past', {
    outcome: startsAt > now ? 'passed' : 'failed',
    figures: { noticeDays },
  })

const nonprofitOrSchool = ({ activity }: Question): Finding => {
  const { orgIds, vouched, tags } = activity
  const outcome = orgIds.length > 0 || vouched || tags.some((tag) => recognisedTags.includes(tag)) ? 'passed' : 'failed'
  const figures = { registrations: orgIds.length, vouched, registers: null }
  return found('nonprofit-or-school', 'host_not_recognised', { outcome, figures, sensitive: true })
}

const noChurchFunctions = ({ activity }: Question): Finding => {
  const church = activity.tags.includes('church-function')
  const figures = { found: church ? 'church-function' : null, listed: 'church-function' }
  return found('no-church-functions', 'church_function', {
    outcome: church ? 'failed' : 'passed',
    figures,
    sensitive: true,
  })
}

const taggedRule = (
  { activity: { tags } }: Question,
  { rule, code, where, needs }: { rule: string; code: string; where: string; needs: string },
): Finding =>
  tags.includes(where)
    ? found(rule, code, { outcome: tags.includes(needs) ? 'passed' : 'failed', figures: noFigures, sensitive: true })
    : found(rule, code, { outcome: 'not_applicable', figures: doesNotApply, sensitive: true })

/** Rules that another day answers otherwise; `classified` only where the posts change. */
const movable = [
  'post-held',
  'no-clash',
  'balance',
  'increments',
  'body-notice',
  'both-together',
  'approved-beforehand',
]

const earliestByHand = (question: Question, findings: readonly Finding[]): string | null => {
  let on = question.askedOn
  for (const { rule, outcome } of findings) {
    if (outcome !== 'failed') continue
    if (rule === 'classified' ? question.postsChangeOn?.length === 0 : !movable.includes(rule)) return null
    if (rule === 'post-held' && question.person.startedOn > on) on = question.person.startedOn
    const noticedOn = plusDays(question.askedOn, question.activity.bodyNoticeDays)
    if (rule === 'body-notice' && noticedOn > on) on = noticedOn
  }
  const lastOn = plusDays(question.askedOn, 400)
  for (; on <= lastOn; on = plusDays(on, 1)) {
    if (on === question.startsOn) continue
    const moved = question.movedTo(on)
    if (moved !== null && (on !== question.askedOn || moved.startsAt > question.now) && grantedByHand(moved)) return on
  }
  return null
}

/** Whether nothing that a day can change refuses; what cannot change has been looked at before. */
const grantedByHand = (question: Question): boolean => {
  const { activity, noticeDays, clashes, startsAt, now } = question
  if (startsAt <= now || clashes.length > 0) return false
  if (activity.bodyId !== null && noticeDays < activity.bodyNoticeDays) return false
  if (postHeld(question).outcome === 'failed' || classified(question).outcome === 'failed') return false
  const plan = planByHand(question, true)
  return plan.short === 0 && plan.capped === 0
}
