// Questions to the policy of Virginia from a seed: the same seed asks the same questions on every machine. Every fact is worked
// out when a question is made, also for the days it may be moved to, so that a measurement times verdicts and nothing else.
import { instantAtLocal, plusDays, plusMinutes } from '../src/kernel/index.ts'
import type { PotFacts, Question } from '../src/policy/index.ts'
import { seeded } from '../test/support/random.ts'

const zone = 'America/New_York'
const tags = [
  'church-function',
  'private-school',
  'own-child-attends',
  'pre-school',
  'pre-school-over-9-hours',
  'pre-school-registered',
  'school',
]

/** So many questions; about half of them are granted. */
export const questionsFrom = (seed: number, count: number): Question[] => {
  const below = seeded(seed)
  return Array.from({ length: count }, () => questionFrom(below))
}

const questionFrom = (below: (below: number) => number): Question => {
  const chance = (percent: number): boolean => below(100) < percent
  const askedOn = plusDays('2026-04-01', below(300))
  const startsOn = plusDays(askedOn, below(100) - (chance(5) ? 30 : 0))
  const lengthMinutes = 60 * (1 + below(8)) + (chance(10) ? 1 : 0)
  const days = chance(15) ? 2 + below(2) : chance(10) ? 0 : 1
  const balances = { service: below(17) * 60, 'fire-and-rescue': below(25) * 60, used: below(20) * 60 }
  const startedOn = chance(4) ? plusDays(startsOn, 1 + below(40)) : '2019-03-11'
  const endedOn = chance(4) ? plusDays(startsOn, below(20) - 5) : null
  const frame: Frame = {
    askedOn,
    now: at(askedOn, '12:00'),
    startsOn,
    lengthMinutes,
    days,
    startedOn,
    endedOn,
    contracts: chance(6) ? ['casual'] : chance(10) ? ['permanent', 'casual'] : ['permanent'],
    clash: chance(6),
    activity: {
      kind: chance(40) ? 'own_activity' : 'placement',
      causes: chance(30) ? ['fire-and-rescue'] : ['education', 'health'],
      skills: [],
      remote: false,
      areaCode: null,
      bodyId: chance(60) ? 'body' : null,
      groupId: 'group',
      orgIds: chance(85) ? ['US-EIN-123456789'] : [],
      vouched: chance(10),
      bodyNoticeDays: below(12),
      tags: tags.filter(() => chance(6)),
    },
    potFacts: potFactsOf(balances),
    moved: new Map(),
  }
  const question = questionOn(frame, startsOn)
  if (question === null) throw new Error('the clock skips no time of this question')
  return question
}

interface Frame extends Pick<Question, 'askedOn' | 'now' | 'startsOn' | 'lengthMinutes' | 'activity'> {
  readonly days: number
  readonly startedOn: string
  readonly endedOn: string | null
  readonly contracts: readonly string[]
  readonly clash: boolean
  readonly potFacts: (pot: string, on: string) => PotFacts
  readonly moved: Map<string, Question | null>
}

const at = (on: string, time: string): string => {
  const local = instantAtLocal(on, time, zone)
  if ('fault' in local) throw new Error(`${on} ${time} is skipped or repeated`)
  return local.at
}

/** What is free in the leave year that is asked about first; every later one is whole. */
const potFactsOf = (balances: { service: number; 'fire-and-rescue': number; used: number }): Frame['potFacts'] => {
  const amounts: Readonly<Record<string, number>> = { service: 960, 'fire-and-rescue': 1440 }
  const windows = ['2025', '2026', '2027', '2028', '2029'].map((year, index) => {
    const windowFromOn = `${year}-01-10`
    const windowUntilOn = `${Number(year) + 1}-01-09`
    const facts = (pot: 'service' | 'fire-and-rescue'): PotFacts => ({
      availableMinutes: index < 2 ? balances[pot] : (amounts[pot] ?? 0),
      entitledMinutes: amounts[pot] ?? 0,
      windowFromOn,
      windowUntilOn,
      usedMinutes: index < 2 && pot === 'service' ? balances.used : 0,
    })
    return { windowFromOn, service: facts('service'), 'fire-and-rescue': facts('fire-and-rescue') }
  })
  return (pot, on) => {
    const window = windows.findLast((one) => one.windowFromOn <= on)
    if (window === undefined) throw new Error(`no leave year for ${on}`)
    return window[pot as 'service' | 'fire-and-rescue']
  }
}

const questionOn = (frame: Frame, on: string): Question | null => {
  const local = instantAtLocal(on, '09:00', zone)
  if ('fault' in local) return null
  const posts = frame.contracts.map((contract, index) => ({
    id: `post-${index + 1}`,
    contract,
    payBasis: 'salaried' as const,
    grade: null,
    department: null,
    legalEntity: null,
    siteCode: null,
    fteThousandths: 1000 / frame.contracts.length,
    startsOn: frame.startedOn,
    endsOn: frame.endedOn,
  }))
  const pieces = Array.from({ length: frame.days }, (_, day) => ({
    on: plusDays(on, day),
    postId: `post-${(day % posts.length) + 1}`,
    minutes: frame.lengthMinutes,
    scheduledMinutes: 480,
  }))
  const endsAt = plusMinutes(local.at, frame.lengthMinutes)
  return {
    now: frame.now,
    askedOn: frame.askedOn,
    person: {
      id: 'person',
      zone,
      nation: null,
      startedOn: frame.startedOn,
      endedOn: frame.endedOn,
      serviceMonths: 0,
      serviceDays: 0,
    },
    posts,
    postsChangeOn: [frame.startedOn, ...(frame.endedOn === null ? [] : [plusDays(frame.endedOn, 1)])].filter(
      (day) => day > frame.askedOn,
    ),
    activity: frame.activity,
    startsAt: local.at,
    endsAt,
    startsOn: on,
    lengthMinutes: frame.lengthMinutes,
    noticeDays: (Date.parse(on) - Date.parse(frame.askedOn)) / 86_400_000,
    pieces,
    clashes: frame.clash && on === frame.startsOn ? [{ kind: 'busy', startsAt: local.at, endsAt }] : [],
    pot: (pot, _scopeId, day) => frame.potFacts(pot, day),
    movedTo: (day) => {
      const known = frame.moved.get(day)
      if (known !== undefined) return known
      const moved = questionOn(frame, day)
      frame.moved.set(day, moved)
      return moved
    },
  }
}
