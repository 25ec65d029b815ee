// Loads the fictional district into the running service, all of it through the API: bank holidays, people, logins and roles,
// policy, the tie with the volunteer centre, groups, needs, placements with their sessions.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Api, apiOf, type Caller, type Service } from './api.ts'
import { audiences, type Places, subjects, type Tenants } from './prepare.ts'
import type { Random } from './random.ts'
import { type Cast, type Colleague, exportOf, skillAddress } from './staff.ts'
import type { Story } from './story.ts'
import {
  type Ask,
  areaCode,
  bankHolidays,
  body,
  type Dated,
  datesFrom,
  datesPerPlacement,
  employer,
  groups,
} from './town.ts'

/** Everything the later chapters need. */
export interface Stage {
  readonly service: Service
  readonly places: Places
  readonly tenants: Tenants
  readonly cast: Cast
  readonly random: Random
  readonly story: Story
  readonly hrSystem: Api
  readonly broker: Api
  /** The id that the service gave a colleague. */
  personIdOf(colleague: Colleague): string
  colleagueOf(personId: string): Colleague
  as(colleague: Colleague): Api
}

/** A session before the story, which the history books. */
export interface PastSession extends Dated {
  readonly sessionId: string
}

/** The login of a colleague. */
export const callerOf = (colleague: Colleague): Caller => ({
  subject: `login-${colleague.hrId}`,
  audience: audiences.employer,
})
/** The HR system, which administers the employer. */
export const hrSystemCaller: Caller = { subject: subjects.hrSystem, audience: audiences.employer }
/** The member of the volunteer centre. */
export const brokerCaller: Caller = { subject: subjects.broker, audience: audiences.body }

type Setting = Pick<Stage, 'service' | 'places' | 'tenants' | 'cast' | 'random' | 'story'>

/** Loads everything, and answers the stage and the sessions before the story. */
export const loadTown = async (setting: Setting): Promise<{ stage: Stage; past: readonly PastSession[] }> => {
  const { service, story, cast } = setting
  const hrSystem = apiOf(service, hrSystemCaller)
  const broker = apiOf(service, brokerCaller)
  await story.step('bank holidays', () => loadHolidays(hrSystem, story))
  await story.step('the HR export', () => loadPeople(hrSystem, setting))
  const personIds = await story.step('logins and roles', () => linkLogins(hrSystem, setting))
  const apis = new Map<string, Api>()
  const as = (colleague: Colleague): Api => {
    const api = apis.get(colleague.hrId) ?? apiOf(service, callerOf(colleague))
    apis.set(colleague.hrId, api)
    return api
  }
  const personIdOf = (colleague: Colleague): string => personIds.get(colleague.hrId) ?? ''
  const colleagueOf = (personId: string): Colleague => {
    const found = cast.colleagues.find((one) => personIdOf(one) === personId)
    if (found === undefined) throw new Error('a person was named who is not in the export')
    return found
  }
  const stage: Stage = { ...setting, hrSystem, broker, personIdOf, colleagueOf, as }
  await story.step('the policy', () => publishPolicy(stage))
  await story.step('what an hour is worth', () => enterHourlyValue(as(cast.csr), story))
  await story.step('the tie with the volunteer centre', () => tieToBody(stage))
  const past = await story.step('groups, needs and placements', () => loadPlacements(stage))
  return { stage, past }
}

const loadHolidays = async (hrSystem: Api, story: Story): Promise<void> => {
  const { taken } = await hrSystem.post<{ taken: number }>('/v1/bank-holidays/imports', bankHolidays)
  story.tell(`The HR system posts the bank holidays of England and Wales for 2027 and 2028: ${taken} days taken in.`)
}

const loadPeople = async (hrSystem: Api, { cast, places, story }: Setting): Promise<void> => {
  const csv = exportOf(cast)
  await writeFile(places.people, csv)
  const report = await hrSystem.post<{ created: number; posts: number }>('/v1/people/imports', csv, 'text/csv')
  story.tell(
    `It posts its export, ${places.people}: ${report.created} people with ${report.posts} posts. Among them full-time, part-time and term-time posts, a night shift, a rota, annualised hours, a casual, an agency worker, and one person with two posts.`,
  )
}

const linkLogins = async (hrSystem: Api, { cast, tenants, story }: Setting): Promise<ReadonlyMap<string, string>> => {
  const personIds = new Map<string, string>()
  for (const colleague of cast.colleagues) {
    const link = { providerId: tenants.providerId, subject: callerOf(colleague).subject, hrId: colleague.hrId }
    const { personId } = await hrSystem.post<{ personId: string }>('/v1/identities', link)
    personIds.set(colleague.hrId, personId)
    story.progress('logins', personIds.size, cast.colleagues.length)
  }
  const grants = [
    { who: cast.hr, role: 'hr' },
    { who: cast.csr, role: 'csr' },
    { who: cast.payroll, role: 'payroll' },
    { who: cast.auditor, role: 'auditor', untilAt: '2027-12-31T23:59:59.000Z' },
  ]
  for (const { who, ...grant } of grants) {
    await hrSystem.post('/v1/role-grants', { principalId: personIds.get(who.hrId), ...grant })
  }
  story.tell(
    `It links ${personIds.size} logins to people, and grants roles: hr to ${cast.hr.name}, csr to ${cast.csr.name}, payroll to ${cast.payroll.name}, auditor until the end of 2027 to ${cast.auditor.name}.`,
  )
  return personIds
}

const publishPolicy = async ({ as, cast, story }: Stage): Promise<void> => {
  const document = await readFile(join(import.meta.dirname, 'policy.yaml'), 'utf8')
  const { fromOn } = await as(cast.hr).post<{ fromOn: string }>('/v1/policies', document, 'text/yaml')
  story.tell(
    `${cast.hr.name} of HR publishes the policy (src/demo/policy.yaml), in force from ${fromOn}: three days a year by FTE, a week's notice, recognised hosts only, the manager agrees, 10 points for each hour given.`,
  )
}

const enterHourlyValue = async (csr: Api, story: Story): Promise<void> => {
  const value = {
    fromOn: '2026-01-01',
    amountMinor: 1500,
    currency: employer.currency,
    method: 'A round figure, for illustration',
    source: 'Entered for this demonstration; not a published value',
  }
  await csr.post('/v1/hourly-values', value)
  story.tell(
    'The CSR team enters what an hour is worth in its reports: 15.00 GBP, a figure made up for this demonstration.',
  )
}

const tieToBody = async ({ as, cast, hrSystem, broker, tenants, personIdOf, story }: Stage): Promise<void> => {
  const { representative } = cast
  const sites = await hrSystem.get<{ items: { id: string; code: string }[] }>('/v1/sites')
  const siteId = sites.items.find(({ code }) => code === representative.posts[0]?.site_code)?.id
  const naming = { personId: personIdOf(representative), siteId, bodyId: tenants.bodyId }
  await as(cast.hr).post('/v1/representatives', naming)
  const bodies = await as(representative).get<{ items: { id: string; terms: { id: string } | null }[] }>(
    `/v1/bodies?area=${areaCode}`,
  )
  const found = bodies.items.find(({ id }) => id === tenants.bodyId)
  const link = { bodyId: tenants.bodyId, termsId: found?.terms?.id ?? null }
  const { linkId } = await as(representative).post<{ linkId: string }>('/v1/body-links', link)
  const { state } = await broker.post<{ state: string }>(`/v1/body-links/${linkId}/activate`)
  story.tell(
    `${cast.hr.name} names ${representative.name} as local representative of the Town Hall, who finds the ${body.name}, reads its terms and accepts them. The centre makes the link ${state}.`,
  )
}

const loadPlacements = async (stage: Stage): Promise<PastSession[]> => {
  const { broker, random, story } = stage
  const past: PastSession[] = []
  const placements = groups.flatMap(({ asks }) => asks).length
  const counts = { needs: 0, sessions: 0 }
  for (const { asks, ...group } of groups) {
    const { groupId } = await broker.post<{ groupId: string }>('/v1/groups', group)
    for (const ask of asks) {
      const placementId = await offer(broker, { ask, groupId, place: group })
      const { before, ahead } = datesFrom(random)
      for (const dated of [...before, ...ahead]) {
        const session = await broker.post<{ id: string }>(`/v1/placements/${placementId}/sessions`, dated)
        if (before.includes(dated)) past.push({ ...dated, sessionId: session.id })
      }
      counts.needs += ask.skills.length === 0 ? 0 : 1
      counts.sessions += before.length + ahead.length
      story.progress('sessions', counts.sessions, placements * datesPerPlacement)
    }
  }
  story.tell(
    `The ${body.name} adds ${groups.length} community groups with their register ids (it vouches for one that no register lists), posts and vets ${counts.needs} needs for skills, and offers ${placements} placements with ${counts.sessions} sessions.`,
  )
  return past
}

/** Offers a placement; where skills are asked for, out of a need that is posted and vetted first. */
const offer = async (
  broker: Api,
  {
    ask,
    groupId,
    place,
  }: { ask: Ask; groupId: string; place: { address: string; latitude: number; longitude: number } },
): Promise<string> => {
  const { title, brief, causes } = ask
  const skills = ask.skills.map(skillAddress)
  const needId =
    skills.length === 0 ? null : await vettedNeed(broker, { groupId, title, brief, causes, skills, heads: 2 })
  const { address, latitude, longitude } = place
  const placement = {
    groupId,
    needId,
    title,
    description: brief,
    causes,
    skills,
    areaCode,
    address,
    latitude,
    longitude,
  }
  const { id } = await broker.post<{ id: string }>('/v1/placements', placement)
  return id
}

const vettedNeed = async (broker: Api, need: object): Promise<string> => {
  const { needId } = await broker.post<{ needId: string }>('/v1/needs', need)
  await broker.post(`/v1/needs/${needId}/vet`)
  return needId
}
