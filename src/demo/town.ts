// A fictional district: its volunteer centre, its community groups, what they need, and when. Register numbers, places and
// people are invented; the bank holidays are facts.
import { plusDays, weekdayOf } from '../kernel/index.ts'
import type { Random } from './random.ts'
import type { SkillTerm } from './staff.ts'

/** The Monday on which the HR export is loaded; two months of bookings lie between it and `storyAt`. */
export const loadedAt = '2027-01-04T08:45:00.000Z'
/** The Monday on which the story begins. */
export const storyAt = '2027-03-08T09:00:00.000Z'

/** The fictional council. */
export const employer = {
  name: 'Thornmere Borough Council',
  zone: 'Europe/London',
  locale: 'en-GB',
  currency: 'GBP',
} as const

/** An invented code in the form of the Office for National Statistics: no real district has it. */
export const areaCode = 'E07999901'

/** The fictional volunteer centre, and what it asks for. */
export const body = {
  name: 'Thornmere Volunteer Centre',
  kind: 'volunteer_centre',
  nation: 'england-and-wales',
  zone: 'Europe/London',
  locale: 'en-GB',
  email: 'placements@volunteercentre.example.org',
  noticeRules: [
    { heads: 1, days: 5 },
    { heads: 6, days: 21 },
  ],
  weekCapacity: 40,
  answerDays: 5,
  areas: [
    { scheme: 'gss', code: areaCode },
    { scheme: 'postcode_district', code: 'ZQ1' },
    { scheme: 'postcode_district', code: 'ZQ4' },
  ],
  terms: {
    fromOn: '2027-01-01',
    text: 'We find, vet and brief the host. You send people who were told what to expect. Either side may call a day off; tell us early, because a community group plans around it. No fee for single volunteers.',
    feeMinor: 0,
    currency: 'GBP',
  },
} as const

/** What a group asks for. */
export interface Ask {
  readonly title: string
  readonly brief: string
  readonly causes: readonly string[]
  readonly skills: readonly SkillTerm[]
}

/** A community group with what it needs. */
export interface TownGroup {
  readonly name: string
  readonly description: string
  readonly orgIds: readonly string[]
  readonly vouched: boolean
  readonly address: string
  readonly latitude: number
  readonly longitude: number
  readonly asks: readonly Ask[]
}

/** The community groups it serves. */
export const groups: readonly TownGroup[] = [
  {
    name: 'Thornmere Food Larder',
    description: 'Surplus food for 140 households a week.',
    orgIds: ['GB-CHC-9990001'],
    vouched: false,
    address: 'Unit 3, Mill Road, Thornmere',
    latitude: 51.141,
    longitude: 0.889,
    asks: [
      {
        title: 'A stock list that adds up',
        brief: 'Put the shelves into a spreadsheet and show two volunteers how to keep it.',
        causes: ['AntiPoverty', 'LocalCommunity'],
        skills: ['DataEntryAndReporting', 'BasicITSkills'],
      },
      {
        title: 'A collection round that saves an hour',
        brief: 'Plan the van’s round of nine shops, and drive it once with the driver.',
        causes: ['AntiPoverty', 'Environment'],
        skills: ['Logistics'],
      },
    ],
  },
  {
    name: 'Mere Valley Repair Workshop',
    description: 'Mends what others throw away, every Saturday.',
    orgIds: ['GB-CHC-9990002'],
    vouched: false,
    address: 'The Old Forge, Mere Lane, Thornmere',
    latitude: 51.155,
    longitude: 0.861,
    asks: [
      {
        title: 'Say it online',
        brief: 'A month of posts about what was mended, written with the menders.',
        causes: ['Environment', 'Community'],
        skills: ['SocialMediaHandling'],
      },
      {
        title: 'Records for the insurance',
        brief: 'Bring the safety test records of 300 appliances into order.',
        causes: ['Environment'],
        skills: ['BasicRecordKeeping', 'DataEntryAndReporting'],
      },
    ],
  },
  {
    name: 'Thornmere Youth Club',
    description: 'Somewhere to be, for 11 to 18 year olds.',
    orgIds: ['GB-CHC-9990003', 'GB-COH-99900031'],
    vouched: false,
    address: '12 Station Yard, Thornmere',
    latitude: 51.147,
    longitude: 0.878,
    asks: [
      {
        title: 'A day with a first CV',
        brief: 'Sit with young people one by one over their first CV. A youth worker is always there.',
        causes: ['YouthAndChildren', 'EducationLanguages'],
        skills: ['MentoringVolunteers', 'BasicITSkills'],
      },
      {
        title: 'Who comes when',
        brief: 'Turn three years of sign-in sheets into one list, so that the grant report can be written.',
        causes: ['YouthAndChildren'],
        skills: ['BasicRecordKeeping'],
      },
    ],
  },
  {
    name: 'Wetlands of Thornmere',
    description: 'Looks after 40 hectares of reed bed.',
    orgIds: ['GB-CHC-9990004'],
    vouched: false,
    address: 'Reed Barn, Causeway, Thornmere',
    latitude: 51.129,
    longitude: 0.905,
    asks: [
      {
        title: 'Ten years of bird counts',
        brief: 'Type paper counts into the form that the county’s record centre takes.',
        causes: ['Environment', 'AnimalWelfare'],
        skills: ['DataEntryAndReporting', 'BasicRecordKeeping'],
      },
      {
        title: 'Willow cutting',
        brief: 'Cut and stack willow. Warm clothes and boots; tools are there.',
        causes: ['Environment'],
        skills: [],
      },
    ],
  },
  {
    name: 'Old Kiln Community Garden',
    description: 'A garden and kitchen run by its neighbours; no register lists it.',
    orgIds: [],
    vouched: true,
    address: 'Old Kiln Close, Thornmere',
    latitude: 51.15,
    longitude: 0.868,
    asks: [
      {
        title: 'Train three new session leaders',
        brief: 'Pass on how to brief, watch over and thank a group of volunteers.',
        causes: ['LocalCommunity', 'MentalHealth'],
        skills: ['MentoringVolunteers'],
      },
      {
        title: 'A booking page for the kitchen',
        brief: 'Set up the free booking page, and write down how it works.',
        causes: ['LocalCommunity'],
        skills: ['BasicITSkills', 'SocialMediaHandling'],
      },
    ],
  },
]

/** The days of the two years that the story touches, as published: https://www.gov.uk/bank-holidays.json */
export const bankHolidays = {
  'england-and-wales': {
    division: 'england-and-wales',
    events: [
      { title: 'New Year’s Day', date: '2027-01-01', notes: '', bunting: true },
      { title: 'Good Friday', date: '2027-03-26', notes: '', bunting: false },
      { title: 'Easter Monday', date: '2027-03-29', notes: '', bunting: true },
      { title: 'Early May bank holiday', date: '2027-05-03', notes: '', bunting: true },
      { title: 'Spring bank holiday', date: '2027-05-31', notes: '', bunting: true },
      { title: 'Summer bank holiday', date: '2027-08-30', notes: '', bunting: true },
      { title: 'Christmas Day', date: '2027-12-27', notes: 'Substitute day', bunting: true },
      { title: 'Boxing Day', date: '2027-12-28', notes: 'Substitute day', bunting: true },
      { title: 'New Year’s Day', date: '2028-01-03', notes: 'Substitute day', bunting: true },
      { title: 'Good Friday', date: '2028-04-14', notes: '', bunting: false },
      { title: 'Easter Monday', date: '2028-04-17', notes: '', bunting: true },
      { title: 'Early May bank holiday', date: '2028-05-01', notes: '', bunting: true },
      { title: 'Spring bank holiday', date: '2028-05-29', notes: '', bunting: true },
      { title: 'Summer bank holiday', date: '2028-08-28', notes: '', bunting: true },
      { title: 'Christmas Day', date: '2028-12-25', notes: '', bunting: true },
      { title: 'Boxing Day', date: '2028-12-26', notes: '', bunting: true },
    ],
  },
} as const

/** One dated piece of a placement. */
export interface Dated {
  readonly onDay: string
  readonly startsLocal: string
  readonly endsLocal: string
  readonly seats: number
}

const hours = [
  ['09:30', '16:30'],
  ['10:00', '15:00'],
  ['09:00', '12:30'],
  ['13:00', '16:30'],
] as const

const closedOn: ReadonlySet<string> = new Set(bankHolidays['england-and-wales'].events.map(({ date }) => date))

/** A weekday that is no bank holiday, within so many days from a first one. */
const workday = (random: Random, fromOn: string, days: number): string => {
  const all = Array.from({ length: days }, (_, index) => plusDays(fromOn, index))
  return random.pick(all.filter((on) => weekdayOf(on) <= 5 && !closedOn.has(on)))
}

/** How many sessions each placement has. */
export const datesPerPlacement = 8

/**
 * When a placement takes place: three times before the story, once within its notice, three times after it, and once when it
 * is over, for whoever goes on by hand.
 */
export const datesFrom = (random: Random): { readonly before: readonly Dated[]; readonly ahead: readonly Dated[] } => {
  const on = (onDay: string): Dated => {
    const [startsLocal, endsLocal] = random.pick(hours)
    return { onDay, startsLocal, endsLocal, seats: 2 + random.below(5) }
  }
  const within = (fromOn: string, days: number): Dated => on(workday(random, fromOn, days))
  return {
    before: [within('2027-01-18', 12), within('2027-02-01', 12), within('2027-02-15', 12)],
    ahead: [
      within('2027-03-10', 2),
      within('2027-03-22', 4),
      within('2027-03-30', 10),
      within('2027-04-12', 12),
      within('2027-06-14', 12),
    ],
  }
}
