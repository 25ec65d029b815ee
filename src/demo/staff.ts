// The people of a fictional council, made from a seed, and their HR export. Names are drawn from lists and stand for nobody.
import type { Random } from './random.ts'
import { employer } from './town.ts'

/** One person of the export. */
export interface Colleague {
  readonly hrId: string
  readonly name: string
  readonly email: string
  readonly managerHrId: string | null
  readonly department: string
  /** An ordinary weekday post, whose owner the story may be about. */
  readonly ordinary: boolean
  readonly posts: readonly PostRow[]
}

type PostRow = Readonly<Record<(typeof csvColumns)[number], string>>

/** Who has which part besides their job. */
export interface Cast {
  readonly colleagues: readonly Colleague[]
  readonly hr: Colleague
  readonly csr: Colleague
  readonly payroll: Colleague
  readonly auditor: Colleague
  readonly representative: Colleague
}

const csvColumns = [
  'employee_id',
  'post_id',
  'name',
  'email',
  'start_date',
  'site_code',
  'site_name',
  'site_postcode',
  'site_latitude',
  'site_longitude',
  'nation',
  'department',
  'grade',
  'legal_entity',
  'manager_employee_id',
  'stand_in_employee_id',
  'pay_number',
  'pay_basis',
  'contract',
  'fte',
  'full_time_week_hours',
  'pattern',
  'locale',
  'skills',
] as const

const firstNames =
  'Amara Bram Carys Dafydd Esme Farouk Greta Hollis Ines Jolyon Keziah Lowri Magnus Nadia Orla Piers Quentin Rosa Silas Tamsin Umar Verity Wilf Ximena Yusuf Zelda Anwen Bertie Cleo Dilys Elspeth Finbar Gwen Hari Imelda Jude Kit Leonie Mabel Ned Oona Percy'.split(
    ' ',
  )
const lastNames =
  'Ashdown Birtwhistle Calloway Dunmore Eastlake Fennimore Garroway Hathersby Inglenook Jessamy Kettleby Larkfield Merrowdown Nettlefold Oakshott Pemberley Quillfeather Rushmere Saltmarsh Thistlewood Underhay Vellacott Wetherspur Yarrowby Applegarth Brindlewick Copperthwaite Dovecote Elmstead Foxglade Gillyflower Hazelmere Ivychurch Juniper Kestrel Lambswick Mistlethorpe Norbeck Otterbourne Pippinfield Ravenscar Sedgemoor'.split(
    ' ',
  )

/** Terms of the UK Volunteering and Social Action Ontology that the story uses. */
export const skillTerms = [
  'BasicITSkills',
  'DataEntryAndReporting',
  'SocialMediaHandling',
  'MentoringVolunteers',
  'BasicRecordKeeping',
  'Logistics',
] as const
export type SkillTerm = (typeof skillTerms)[number]

/** The address of a term, as people and placements name their skills. */
export const skillAddress = (term: string): string => `https://ns.volunteeringdata.io/${term}`

/** A weekday of 7 h 24 min, five of which make 37 hours. */
const day = '09:00-17:00/36'

interface Job {
  readonly pattern: string
  readonly fte: string
  readonly contract?: string
  readonly payBasis?: string
}

const fullTime: Job = { pattern: `mon-fri ${day}`, fte: '1' }
const threeDays: Job = { pattern: `tue-thu ${day}`, fte: '0.6' }
const fourDays: Job = { pattern: `mon-thu ${day}`, fte: '0.8' }

/** What an export of real life holds besides office hours: one for each department. */
const unusual: readonly (readonly Job[])[] = [
  [
    { pattern: `mon,tue ${day}`, fte: '0.4' },
    { pattern: 'wed-fri 10:00-17:00/30', fte: '0.527' },
  ],
  [{ pattern: 'mon-thu 21:30-07:00/15', fte: '1' }],
  [
    {
      pattern: 'term 2026-09-02..2026-12-18,2027-01-04..2027-03-25,2027-04-12..2027-07-21 mon-fri 08:30-15:00/30',
      fte: '0.69',
    },
  ],
  [{ pattern: `from 2027-01-04 mon-fri ${day} | mon-wed ${day}; thu 09:00-13:00`, fte: '0.854' }],
  [{ pattern: 'annualised 1650h mon-thu 08:00-17:00/45', fte: '0.857' }],
  [{ pattern: 'casual', fte: '0', contract: 'casual', payBasis: 'hourly' }],
]

const departments = ['Planning', 'Housing', 'Finance', 'Digital', 'Parks', 'Libraries'] as const

const sites = [
  { code: 'TH', name: 'Town Hall', postcode: 'ZQ1 1AA', latitude: '51.1480', longitude: '0.8730' },
  { code: 'MR', name: 'Mill Road Depot', postcode: 'ZQ4 2BB', latitude: '51.1390', longitude: '0.8910' },
] as const

const ordinaryJobs: readonly (readonly Job[])[] = [[fullTime], [fourDays], [threeDays]]

/** What is decided about somebody before their name is drawn. */
interface Place {
  readonly department: string
  readonly grade: string
  readonly managerHrId: string | null
  readonly standInHrId?: string
  readonly jobs: readonly Job[]
  readonly site?: (typeof sites)[number]
  readonly locale?: string
}

/** Draws people one after the other, each with an own number, name and start. */
const recruiting = (random: Random): { readonly made: readonly Colleague[]; add(place: Place): Colleague } => {
  const first = random.shuffled(firstNames)
  const last = random.shuffled(lastNames)
  const made: Colleague[] = []
  const add = (place: Place): Colleague => {
    const index = made.length
    const name = `${first[index % first.length]} ${last[index % last.length]}`
    const who = {
      hrId: `E${1001 + index}`,
      name,
      email: `${name.toLowerCase().replace(' ', '.')}@thornmere.example.org`,
      department: place.department,
      managerHrId: place.managerHrId,
      ordinary: ordinaryJobs.includes(place.jobs),
    }
    const start_date = `${2012 + random.below(14)}-${String(1 + random.below(12)).padStart(2, '0')}-01`
    const skills = random.shuffled(skillTerms).slice(0, 2).map(skillAddress).join(';')
    const posts = place.jobs.map((job, post) => ({
      ...rowOf(who, place, job),
      start_date,
      skills,
      ...numbersOf(index, post),
    }))
    const colleague = { ...who, posts }
    made.push(colleague)
    return colleague
  }
  return { made, add }
}

const numbersOf = (person: number, post: number) => ({
  post_id: `P${1001 + person}-${post + 1}`,
  pay_number: `${90_001 + person}${post}`,
})

const rowOf = (who: Omit<Colleague, 'posts'>, place: Place, job: Job) => {
  const site = place.site ?? sites[0]
  return {
    employee_id: who.hrId,
    name: who.name,
    email: who.email,
    site_code: site.code,
    site_name: site.name,
    site_postcode: site.postcode,
    site_latitude: site.latitude,
    site_longitude: site.longitude,
    nation: 'england-and-wales',
    department: who.department,
    grade: place.grade,
    legal_entity: 'thornmere',
    manager_employee_id: who.managerHrId ?? '',
    stand_in_employee_id: place.standInHrId ?? '',
    pay_basis: job.payBasis ?? 'salaried',
    contract: job.contract ?? 'permanent',
    fte: job.fte,
    full_time_week_hours: '37',
    pattern: job.pattern,
    locale: place.locale ?? employer.locale,
  }
}

/** Makes the people of the council: the chief executive, five specialists, and six departments of six. */
export const castFrom = (random: Random): Cast => {
  const { made, add } = recruiting(random)
  const chief = add({ department: 'Chief Executive', grade: 'G12', managerHrId: null, jobs: [fullTime] })
  const reporting = { managerHrId: chief.hrId, jobs: [fullTime] }
  const specialist = (department: string): Colleague => add({ department, grade: 'G8', ...reporting })
  const specialists = {
    hr: specialist('People'),
    csr: specialist('Community'),
    payroll: specialist('Payroll'),
    auditor: specialist('Audit'),
    representative: specialist('Facilities'),
  }
  const managers = departments.map((department) => add({ department, grade: 'G9', ...reporting }))
  for (const [index, department] of departments.entries()) {
    const team = {
      department,
      grade: 'G5',
      managerHrId: managers[index]?.hrId ?? chief.hrId,
      // One manager is away, so that somebody stands in.
      ...(department === 'Housing' ? { standInHrId: managers[0]?.hrId ?? chief.hrId } : {}),
      ...(department === 'Parks' ? { site: sites[1] } : {}),
    }
    for (const jobs of ordinaryJobs) add({ ...team, jobs })
    add({ ...team, jobs: unusual[index] ?? [fullTime] })
    const last = { ...fullTime, contract: department === 'Parks' ? 'agency' : 'fixed_term' }
    add({ ...team, jobs: [last], ...(department === 'Libraries' ? { locale: 'cy-GB' } : {}) })
  }
  return { colleagues: made, ...specialists }
}

/** The export as CSV (RFC 4180), one row per post. */
export const exportOf = ({ colleagues }: Cast): string => {
  const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  const rows = colleagues.flatMap(({ posts }) => posts.map((post) => csvColumns.map((name) => cell(post[name]))))
  return [csvColumns, ...rows].map((row) => `${row.join(',')}\r\n`).join('')
}
