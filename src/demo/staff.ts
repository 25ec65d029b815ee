// The people of a fictional council, made from a seed, and their HR export. Names are drawn from lists and stand for nobody.
import type { Random } from './random.ts'

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

/** Makes the people of the council: the chief executive, four specialists, and six departments of six. */
export const castFrom = (random: Random): Cast => {
  const first = random.shuffled(firstNames)
  const last = random.shuffled(lastNames)
  const made: Colleague[] = []
  const add = (what: {
    department: string
    grade: string
    managerHrId: string | null
    standInHrId?: string
    jobs: readonly Job[]
    site?: 0 | 1
  }): Colleague => {
    const number = made.length
    const hrId = `E${1001 + number}`
    const name = `${first[number % first.length]} ${last[number % last.length]}`
    const email = `${name.toLowerCase().replace(' ', '.')}@thornmere.example.org`
    const skills = random.shuffled(skillTerms).slice(0, 2).map(skillAddress).join(';')
    const startDate = `${2012 + random.below(14)}-${String(1 + random.below(12)).padStart(2, '0')}-01`
    const site = sites[what.site ?? 0]
    const posts = what.jobs.map((job, index) => ({
      employee_id: hrId,
      post_id: `P${1001 + number}-${index + 1}`,
      name,
      email,
      start_date: startDate,
      site_code: site.code,
      site_name: site.name,
      site_postcode: site.postcode,
      site_latitude: site.latitude,
      site_longitude: site.longitude,
      nation: 'england-and-wales',
      department: what.department,
      grade: what.grade,
      legal_entity: 'thornmere',
      manager_employee_id: what.managerHrId ?? '',
      stand_in_employee_id: what.standInHrId ?? '',
      pay_number: `${90_001 + number}${index}`,
      pay_basis: job.payBasis ?? 'salaried',
      contract: job.contract ?? 'permanent',
      fte: job.fte,
      full_time_week_hours: '37',
      pattern: job.pattern,
      locale: number % 13 === 7 ? 'cy-GB' : 'en-GB',
      skills,
    }))
    const ordinary = what.jobs === ordinaryJobs[0] || what.jobs === ordinaryJobs[1] || what.jobs === ordinaryJobs[2]
    const { department, managerHrId } = what
    const colleague = { hrId, name, email, department, managerHrId, ordinary: ordinary && what.grade === 'G5', posts }
    made.push(colleague)
    return colleague
  }
  const chief = add({ department: 'Chief Executive', grade: 'G12', managerHrId: null, jobs: [fullTime] })
  const specialist = (department: string) => add({ department, grade: 'G8', managerHrId: chief.hrId, jobs: [fullTime] })
  const [hr, csr, payroll, auditor] = ['People', 'Community', 'Payroll', 'Audit'].map(specialist) as [
    Colleague,
    Colleague,
    Colleague,
    Colleague,
  ]
  const managers = departments.map((department) =>
    add({ department, grade: 'G9', managerHrId: chief.hrId, jobs: [fullTime] }),
  )
  departments.forEach((department, index) => {
    const team = {
      department,
      grade: 'G5',
      managerHrId: managers[index]?.hrId ?? null,
      // One manager is away, so that somebody stands in.
      standInHrId: department === 'Housing' ? (managers[0]?.hrId ?? '') : '',
      site: department === 'Parks' ? (1 as const) : (0 as const),
    }
    for (const jobs of ordinaryJobs) add({ ...team, jobs })
    add({ ...team, jobs: unusual[index] ?? [fullTime] })
    add({ ...team, jobs: [{ ...fullTime, contract: index === 4 ? 'agency' : 'fixed_term' }] })
  })
  const [representative = chief] = managers
  return { colleagues: made, hr, csr, payroll, auditor, representative }
}

const ordinaryJobs: readonly (readonly Job[])[] = [[fullTime], [fourDays], [threeDays]]

/** The export as CSV (RFC 4180), one row per post. */
export const exportOf = ({ colleagues }: Cast): string => {
  const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  const rows = colleagues.flatMap(({ posts }) => posts.map((post) => csvColumns.map((name) => cell(post[name]))))
  return [csvColumns, ...rows].map((row) => `${row.join(',')}\r\n`).join('')
}
