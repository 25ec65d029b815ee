// What an export would change, decided before anything is written: who is new, changed, the same or gone, and whether so many
// are gone that somebody has to say yes. Pure: ids are made by a function that is handed in.
import type { Tables } from '../database/index.ts'
import { assertThat, type CivilDay, digestOf, groupedBy, plusDays } from '../kernel/index.ts'
import type { ImportedPerson, ImportedPost } from './import-rows.ts'
import type { EmployerRecord } from './person.ts'

type PersonRow = Omit<Tables['person'], 'version'>
type PostRow = Tables['post']
type SiteRow = Tables['site']

/** What is stored of an employer before an import. */
export interface Existing {
  readonly sites: readonly SiteRow[]
  readonly people: readonly PersonRow[]
  readonly posts: readonly PostRow[]
}

/** What an import writes, and how many it concerns. Only rows that differ are in it. */
export interface ImportPlan {
  readonly sites: readonly SiteRow[]
  readonly people: readonly PersonRow[]
  readonly posts: readonly PostRow[]
  readonly skills: readonly Tables['personSkill'][]
  /** Stored people whose row or posts change, sorted. */
  readonly changedIds: readonly string[]
  /** Active people who end with this import, sorted. */
  readonly leftIds: readonly string[]
  /** Those of them who were not known to end. */
  readonly leaverCount: number
  /** Active people before it. */
  readonly activeCount: number
  readonly counts: ImportCounts
}

/** How many people an import concerns, and how many posts are in the file. */
export interface ImportCounts {
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  /** Active before, and not any more. */
  readonly left: number
  /** Asked to be forgotten: not taken again. */
  readonly forgotten: number
  readonly posts: number
}

/** What a plan is made in. */
export interface PlanSurroundings {
  readonly employer: EmployerRecord
  /** The employer's civil day. */
  readonly today: CivilDay
  readonly newId: () => string
}

/** The HR id kept of a forgotten person: enough to know them again in an export, and no longer the id itself. */
export const forgottenHrId = (employerId: string, hrId: string): string =>
  `forgotten:${digestOf(`${employerId}:${hrId}`).slice(0, 48)}`

/** Whether a plan ends more people than the employer's brake allows. */
export const overBrake = (plan: ImportPlan, percent: number): boolean =>
  plan.leaverCount * 100 > percent * plan.activeCount

/** Decides what a whole export changes. Whoever is not in it has left. */
export const planImport = (
  existing: Existing,
  people: readonly ImportedPerson[],
  around: PlanSurroundings,
): ImportPlan => {
  const { today } = around
  const stored = new Map(existing.people.map((person) => [person.hrId, person]))
  const isForgotten = ({ hrId }: ImportedPerson): boolean => stored.has(forgottenHrId(around.employer.id, hrId))
  const wanted = people.filter((person) => !isForgotten(person))
  const ids = new Map(wanted.map(({ hrId }) => [hrId, stored.get(hrId)?.id ?? around.newId()]))
  const sites = wantedSites(existing.sites, wanted, around)
  const present = wanted.map((person) => personRow(person, idIn(ids, person.hrId), around))
  const gone = existing.people
    .filter((row) => row.state === 'active' && !ids.has(row.hrId))
    .map((row) => ended(row, today))
  const personOf = byId(existing.people)
  const changedPeople = differing([...present, ...gone], personOf)
  const posts = wantedPosts(existing.posts, wanted, { ids, sites, around })
  const over = overPosts(existing.posts, posts, { present, gone, today })
  const changedPosts = differing([...posts, ...over], byId(existing.posts))
  const touched = new Set([...changedPeople.map((row) => row.id), ...changedPosts.map((row) => row.personId)])
  const changedIds = [...touched].filter((id) => personOf.has(id)).sort()
  const left = changedPeople.filter((row) => row.state === 'left' && personOf.get(row.id)?.state === 'active')
  const created = wanted.filter(({ hrId }) => !stored.has(hrId))
  return {
    sites: differing([...sites.values()], byId(existing.sites)),
    people: changedPeople,
    posts: changedPosts,
    skills: created.flatMap(({ hrId, skills }) => skills.map((skill) => ({ personId: idIn(ids, hrId), skill }))),
    changedIds,
    leftIds: left.map((row) => row.id).sort(),
    leaverCount: left.filter((row) => isActiveOn(personOf.get(row.id), today)).length,
    activeCount: existing.people.filter((row) => isActiveOn(row, today)).length,
    counts: {
      created: created.length,
      updated: changedIds.length - left.length,
      unchanged: wanted.length - created.length - (changedIds.length - gone.length),
      left: left.length,
      forgotten: people.length - wanted.length,
      posts: posts.length,
    },
  }
}

const byId = <Row extends { readonly id: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> =>
  new Map(rows.map((row) => [row.id, row]))

/** The rows that are new or not as they are stored. */
const differing = <Row extends { readonly id: string }>(
  rows: readonly Row[],
  stored: ReadonlyMap<string, Row>,
): Row[] =>
  rows.filter((row) => {
    const before = stored.get(row.id)
    return before === undefined || (Object.keys(row) as (keyof Row)[]).some((column) => row[column] !== before[column])
  })

const idIn = (ids: ReadonlyMap<string, string>, key: string): string => {
  const id = ids.get(key)
  assertThat(id !== undefined, 'an imported person without an id')
  return id
}

/** Active, and not known to have ended already. */
const isActiveOn = (row: PersonRow | undefined, today: CivilDay): boolean =>
  row?.state === 'active' && (row.endedOn === null || row.endedOn >= today)

const personRow = (person: ImportedPerson, id: string, { employer, today }: PlanSurroundings): PersonRow => ({
  id,
  employerId: employer.id,
  hrId: person.hrId,
  name: person.name,
  email: person.email,
  zone: person.zone ?? employer.zone,
  nation: person.nation,
  locale: person.locale ?? employer.locale,
  startedOn: person.startedOn,
  endedOn: person.endedOn,
  state: person.endedOn !== null && person.endedOn < today ? 'left' : 'active',
})

/** The last day of something that is not in the export any more: the day before, unless it was known to end earlier. */
const lastDay = (startsOn: CivilDay, endsOn: CivilDay | null, today: CivilDay): CivilDay => {
  if (endsOn !== null && endsOn < today) return endsOn
  const yesterday = plusDays(today, -1)
  return yesterday < startsOn ? startsOn : yesterday
}

const ended = (row: PersonRow, today: CivilDay): PersonRow => ({
  ...row,
  state: 'left',
  endedOn: lastDay(row.startedOn, row.endedOn, today),
})

/**
 * The sites of a file. A site's zone and nation are those of most people there (in a tie the first by name), because an export
 * describes them per person.
 */
const wantedSites = (
  stored: readonly SiteRow[],
  people: readonly ImportedPerson[],
  { employer, newId }: PlanSurroundings,
): ReadonlyMap<string, SiteRow> => {
  const known = new Map(stored.map((site) => [site.code, site.id]))
  const there = people.flatMap((person) =>
    person.posts.flatMap(({ site }) => (site === null ? [] : [{ site, person }])),
  )
  const sites = new Map<string, SiteRow>()
  for (const [code, rows] of groupedBy(there, ({ site }) => site.code)) {
    const [first] = rows
    if (first === undefined) continue
    sites.set(code, {
      id: known.get(code) ?? newId(),
      employerId: employer.id,
      ...first.site,
      zone: mostCommon(rows.map(({ person }) => person.zone ?? employer.zone)) ?? employer.zone,
      nation: mostCommon(rows.flatMap(({ person }) => (person.nation === null ? [] : [person.nation]))),
    })
  }
  return sites
}

const mostCommon = (words: readonly string[]): string | null => {
  const counted = [...groupedBy(words, (word) => word)].map(([word, those]) => ({ word, count: those.length }))
  const [best] = counted.sort((a, b) => b.count - a.count || (a.word < b.word ? -1 : 1))
  return best?.word ?? null
}

const postKey = (personId: string, hrPostId: string): string => `${personId} ${hrPostId}`

const wantedPosts = (
  stored: readonly PostRow[],
  people: readonly ImportedPerson[],
  by: {
    ids: ReadonlyMap<string, string>
    sites: ReadonlyMap<string, SiteRow>
    around: PlanSurroundings
  },
): PostRow[] => {
  const known = new Map(stored.map((post) => [postKey(post.personId, post.hrPostId), post.id]))
  const somebody = (hrId: string | null): string | null => (hrId === null ? null : (by.ids.get(hrId) ?? null))
  return people.flatMap(({ hrId, posts }) => {
    const personId = idIn(by.ids, hrId)
    return posts.map(({ site, managerHrId, standInHrId, pattern, ...post }: ImportedPost) => ({
      id: known.get(postKey(personId, post.hrPostId)) ?? by.around.newId(),
      employerId: by.around.employer.id,
      personId,
      siteId: site === null ? null : (by.sites.get(site.code)?.id ?? null),
      ...post,
      managerPersonId: somebody(managerHrId),
      standInPersonId: somebody(standInHrId),
      pattern: JSON.stringify(pattern),
    }))
  })
}

/** Stored posts that are over: those of people who are gone, and those that a person in the file has no more. */
const overPosts = (
  stored: readonly PostRow[],
  wanted: readonly PostRow[],
  around: { present: readonly PersonRow[]; gone: readonly PersonRow[]; today: CivilDay },
): PostRow[] => {
  const kept = new Set(wanted.map((post) => post.id))
  const concerned = new Set([...around.present, ...around.gone].map((row) => row.id))
  return stored
    .filter((post) => concerned.has(post.personId) && !kept.has(post.id))
    .map((post) => ({ ...post, endsOn: lastDay(post.startsOn, post.endsOn, around.today) }))
}
