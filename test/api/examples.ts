// One good request for every operation, made anew each time on a stage, for whichever role is going to send it. What a role
// sends has to be something that it may do, so that a refusal can only be one of role.

import type { Caller } from '../support/app.ts'
import { policyText } from '../support/world.ts'
import { afterwards, figure, type Stage, type StageRole, secret } from './stage.ts'

/** A request that succeeds. */
export interface Example {
  /** Whom it is about; employees call as that person, and clients on their behalf. */
  readonly person?: number
  /** Sent by somebody else than the usual holder of the role. */
  readonly caller?: Caller
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly contentType?: string
  readonly headers?: Readonly<Record<string, string>>
  /** When it is sent, by the tenant's clock; the stage's morning where left out. */
  readonly at?: string
  /** Content that would do as well, where the address has nothing to change. */
  readonly otherBody?: unknown
}

type Make = (stage: Stage, role: StageRole) => Example | Promise<Example>

const anyEdit = { 'if-match': '*' }
const year = { from: '2026-01-01', until: '2026-12-31' }
const nothing: Make = () => ({})
const aboutPerson: Make = (stage) => ({ path: { personId: stage.personId(0) } })
const feed = { source: 'feed.example.org' }
const organisations = { '@graph': [{ id: 'g1', type: 'Organisation', name: `${secret.text} Club` }] }
const activities = { '@graph': [{ id: 'a1', type: 'Activity', label: `Feed the ${secret.text}` }] }

/** A new policy document; no two are the same. */
const policy = (stage: Stage): string => policyText().replace('from: 2026-01-01', `from: 20${30 + stage.count()}-01-01`)

const moving =
  (as: Parameters<Stage['booking']>[0], more: Partial<Example> = {}): Make =>
  async (stage) => {
    const { id, person } = await stage.booking(as)
    return { person, path: { bookingId: id }, ...more }
  }

const people: Readonly<Record<string, Make>> = {
  getMe: nothing,
  getMySkills: nothing,
  putMySkills: (stage) => ({ person: stage.fresh(), body: { skills: [] }, headers: anyEdit }),
  listPeople: nothing,
  listSites: nothing,
  getPerson: aboutPerson,
  exportPerson: aboutPerson,
  forgetPerson: (stage) => ({ path: { personId: stage.personId(stage.fresh()) } }),
  importPeople: (stage) => ({
    contentType: 'text/csv',
    query: { confirmLeavers: 'true', dryRun: 'true' },
    body: `employee_id,post_id,name,start_date,pay_basis,contract,fte,full_time_week_hours,pattern\nnew${stage.count()},1,New,2026-01-05,salaried,permanent,1,37.5,mon-fri 09:00-17:00/30`,
    otherBody: 'employee_id',
  }),
  replaceBusy: (stage) => {
    const busy = { startsAt: '2027-03-01T09:00:00Z', endsAt: '2027-03-01T17:00:00Z' }
    const body = { source: 'rota', ...busy, people: [{ personId: stage.personId(0), busy: [busy] }] }
    return { body, otherBody: { ...body, source: 'leave' } }
  },
  grantRole: (stage) => {
    const body = { principalId: stage.personId(stage.fresh()), role: 'csr' }
    return { body, otherBody: { ...body, role: 'payroll' } }
  },
  endRoleGrant: async (stage) => {
    const body = { principalId: stage.personId(stage.fresh()), role: 'csr' }
    const { id = '' } = await stage.must(stage.callerOf('admin', 0), '/v1/role-grants', body)
    return { path: { grantId: id } }
  },
  linkIdentity: async (stage) => {
    const body = { providerId: await stage.providerId(), subject: `subject-${stage.count()}`, hrId: 'e0' }
    return { body, otherBody: { ...body, subject: `subject-${stage.count()}` } }
  },
}

const policyAndLeave: Readonly<Record<string, Make>> = {
  listPolicies: nothing,
  readPolicy: async (stage) => ({ path: { policyId: await stage.policyId() } }),
  publishPolicy: (stage) => ({ contentType: 'application/yaml', body: policy(stage), otherBody: policy(stage) }),
  readPolicySchema: nothing,
  getMyBalances: nothing,
  listMyLeaveEntries: nothing,
  getBalances: aboutPerson,
  listLeaveEntries: aboutPerson,
  adjustLeave: (stage) => ({
    path: { personId: stage.personId(stage.fresh()) },
    body: { pot: 'general', minutes: 60, effectiveOn: '2026-05-04', reason: 'extra_agreed' },
  }),
  closeLeaveYears: (stage) => ({
    path: { personId: stage.personId(stage.fresh()) },
    body: { beforeOn: '2026-05-04' },
  }),
  importBankHolidays: () => {
    const list = (date: string) => ({
      scotland: { division: 'scotland', events: [{ date, title: `${secret.text} day` }] },
    })
    return { body: list('2027-11-30'), otherBody: list('2027-12-01') }
  },
  judgeWish: (stage) => ({ person: stage.fresh(), body: { sessionId: stage.world.sessionIds[0] } }),
  getVerdict: async (stage) => {
    const { person, verdictId } = await stage.booking('approving')
    return { person, path: { verdictId } }
  },
}

const links: Readonly<Record<string, Make>> = {
  listBodies: nothing,
  requestBodyLink: async (stage) => {
    const { bodyId, termsId } = await stage.body()
    return { body: { bodyId, termsId }, otherBody: { bodyId, termsId: null } }
  },
  listBodyLinks: nothing,
  activateBodyLink: async (stage, role) => {
    const { bodyId, termsId, broker } = await stage.body()
    const { linkId = '' } = await stage.must(stage.callerOf('hr', 0), '/v1/body-links', { bodyId, termsId })
    return { path: { linkId }, ...(role === 'broker' ? { caller: broker } : {}) }
  },
  endBodyLink: async (stage, role) => {
    const { bodyId, termsId, broker } = await stage.body()
    const { linkId = '' } = await stage.must(stage.callerOf('hr', 0), '/v1/body-links', { bodyId, termsId })
    return { path: { linkId }, ...(role === 'broker' ? { caller: broker } : {}) }
  },
  nameRepresentative: async (stage) => {
    const body = await representative(stage)
    return { body, otherBody: { ...body, fromOn: '2026-06-01' } }
  },
  listRepresentatives: nothing,
  endRepresentation: async (stage) => {
    const named = await stage.must(stage.callerOf('hr', 0), '/v1/representatives', await representative(stage))
    return { path: { representativeId: named['representativeId'] ?? '' }, body: {} }
  },
}

const representative = async ({ database, world, personId, fresh }: Stage) => {
  const sites = database.kysely.selectFrom('site').select('id').where('employerId', '=', world.employerId)
  const { id: siteId } = await sites.executeTakeFirstOrThrow()
  return { bodyId: world.bodyId, siteId, personId: personId(fresh()) }
}

const newNeed = ({ world, count }: Stage) => ({
  ...{
    groupId: world.groupId,
    title: `${secret.text} ${count()}`,
    brief: `Count ${secret.text}s.`,
    causes: [],
    skills: [],
  },
  heads: 1,
})

const need: Make = async (stage) => {
  const { needId = '' } = await stage.must(stage.callerOf('broker', 0), '/v1/needs', newNeed(stage))
  return { path: { needId } }
}

const group = async (stage: Stage, more: object = {}): Promise<string> =>
  (await stage.must(stage.callerOf('broker', 0), '/v1/groups', { name: 'Rowers', ...more }))['groupId'] ?? ''

const bodies: Readonly<Record<string, Make>> = {
  getOwnBody: nothing,
  changeOwnBody: () => ({ body: { answerDays: 5 }, headers: anyEdit }),
  announceTerms: (stage) => {
    const terms = () => ({
      fromOn: `${2040 + stage.count()}-01-01`,
      text: `Mind the ${secret.text}.`,
      feeMinor: 0,
      currency: 'GBP',
    })
    return { body: terms(), otherBody: terms() }
  },
  addGroup: () => ({
    body: { name: `${secret.text} Friends`, description: secret.text },
    otherBody: { name: 'Quilters' },
  }),
  listGroups: nothing,
  getGroup: ({ world }) => ({ path: { groupId: world.groupId } }),
  changeGroup: async (stage) => ({
    path: { groupId: await group(stage) },
    body: { vouched: true },
    headers: anyEdit,
  }),
  postNeed: (stage) => ({ body: newNeed(stage), otherBody: newNeed(stage) }),
  listNeeds: nothing,
  vetNeed: need,
  closeNeed: async (stage, role) => ({ ...(await need(stage, role)), body: { met: false } }),
  importGroups: () => ({ query: feed, body: organisations, otherBody: { '@graph': [] } }),
  importListings: () => ({ query: feed, body: activities, otherBody: { '@graph': [] } }),
  listListings: nothing,
}

const offers: Readonly<Record<string, Make>> = {
  listPlacements: nothing,
  getPlacement: ({ world }) => ({ path: { placementId: world.placementId } }),
  createPlacement: ({ world }) => {
    const body = { groupId: world.groupId, title: secret.text, description: secret.text, causes: [], skills: [] }
    return { body, otherBody: { ...body, title: 'Stacking' } }
  },
  changePlacement: ({ world }) => ({
    path: { placementId: world.placementId },
    body: { description: secret.text },
    headers: anyEdit,
  }),
  addSession: ({ world }) => ({
    path: { placementId: world.placementId },
    body: { onDay: '2026-07-01', startsLocal: '18:00', endsLocal: '20:00', seats: 3 },
  }),
  changeSession: async (stage) => ({
    path: { sessionId: await stage.session() },
    body: { seats: 9 },
    headers: anyEdit,
  }),
}

const bookings: Readonly<Record<string, Make>> = {
  requestBooking: (stage) => {
    const [sessionId, otherId] = stage.world.sessionIds
    return { person: stage.fresh(), body: { sessionId }, otherBody: { sessionId: otherId } }
  },
  listBookings: (_stage, role) => {
    const scopes: Partial<Record<StageRole, string>> = {
      employee: 'mine',
      client: 'mine',
      manager: 'team',
      broker: 'body',
    }
    return { query: { scope: scopes[role] ?? 'employer' } }
  },
  getBooking: moving('confirmed'),
  getToday: nothing,
  approveBooking: moving('approving', { body: {} }),
  confirmBooking: moving('confirming', { body: {} }),
  declineBooking: async (stage, role) => {
    const { id, person } = await stage.booking(role === 'broker' ? 'confirming' : 'approving')
    return { person, path: { bookingId: id }, body: { reason: 'no_capacity' } }
  },
  offerOtherSession: async (stage) => {
    const { id, person } = await stage.booking('confirming')
    return { person, path: { bookingId: id }, body: { sessionId: stage.world.sessionIds[1] } }
  },
  acceptOffer: moving('offered', { body: {} }),
  dropOut: moving('approving', { body: {} }),
  cancelBooking: moving('confirmed', { body: { reason: 'weather' } }),
  recordAttendance: moving('confirmed', { body: { minutes: figure.leave }, at: afterwards }),
}

const others: Readonly<Record<string, Make>> = {
  getMyPoints: nothing,
  listPoints: nothing,
  readFeed: nothing,
  getImpactSummary: () => ({ query: year }),
  exportImpactSummary: () => ({ query: year }),
  exportImpactRows: () => ({ query: year }),
  getImpactReport: () => ({ query: year }),
  addHourlyValue: (stage) => {
    const value = () => ({
      ...{ fromOn: `${2030 + stage.count()}-01-01`, amountMinor: 1500, currency: 'GBP' },
      ...{ method: 'replacement cost', source: `The ${secret.text} survey` },
    })
    return { body: value(), otherBody: value() }
  },
  listHourlyValues: nothing,
  revokeCalendarFeed: (stage) => ({ person: stage.fresh() }),
  createCalendarFeed: (stage) => ({ person: stage.fresh(), otherBody: {} }),
  createPersonLink: (stage) => ({ path: { personId: stage.personId(0) }, person: 0, body: { by: 'url' } }),
  moveSandboxClock: () => ({ body: { to: '2026-05-05T08:00:00Z' }, otherBody: { to: '2026-05-06T08:00:00Z' } }),
}

/** Every operation's example, by the operation's id. */
export const examples: Readonly<Record<string, Make>> = {
  ...people,
  ...policyAndLeave,
  ...links,
  ...bodies,
  ...offers,
  ...bookings,
  ...others,
}
