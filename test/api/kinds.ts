// What every operation answers, as kinds of the role x field table: path in the answer -> kind. And the walk that holds an
// answer to the table.
import { fieldTable, type Viewer } from '../../src/http/index.ts'

/**
 * The kinds of one answer. `page` is the wrapping of a list, `whole` is part of the field that holds it and seen by whoever
 * sees that, `codes` holds surrogate ids, codes and amounts only, `text` is no JSON and judged by the words in it.
 */
export type Kinds = Readonly<Record<string, string | readonly string[]>>

const pageOf = (kind: string | readonly string[], more: Kinds = {}): Kinds => ({
  '': 'page',
  'items[]': kind,
  ...Object.fromEntries(Object.entries(more).map(([path, of]) => [`items[].${path}`, of])),
})

const codes: Kinds = { '': 'codes' }
const text: Kinds = { '': 'text' }
const person: Kinds = { 'posts[]': 'post', 'posts[].pattern': 'whole' }
const body: Kinds = { 'noticeRules[]': 'whole', 'areas[]': 'whole', terms: 'terms', nextTerms: 'terms' }
const verdict: Kinds = {
  'takings[]': 'whole',
  'approvals[]': 'whole',
  'findings[]': 'findingByRule',
  'findings[].figures': 'whole',
}
const ownVerdict = Object.fromEntries(Object.entries(verdict).map(([path, of]) => [`verdict.${path}`, of]))
/** The manager's part of it depends on what the policy opens to managers. */
const booking = ['booking', 'bookingHost'] as const
const bookingMore: Kinds = { 'releases[]': 'whole' }
const oneBooking: Kinds = { '': booking, ...bookingMore }
/** An account of the content that the caller has just sent, row by row. */
const account: Kinds = { '': 'account' }
const cells = ['byMonth', 'byEvidence', 'byGroup', 'byBody', 'byEmployer', 'byArea', 'byCause']

/** The kinds of each operation's answer, by the operation's id. */
export const answerKinds: Readonly<Record<string, Kinds>> = {
  getMe: {
    '': 'caller',
    person: 'person',
    ...Object.fromEntries(Object.entries(person).map(([path, of]) => [`person.${path}`, of])),
  },
  getMySkills: { '': 'personSkills' },
  putMySkills: { '': 'personSkills' },
  listPeople: pageOf('person', person),
  listSites: pageOf('site'),
  getPerson: { '': 'person', ...person },
  exportPerson: { '': 'dossier', tables: 'whole', mentions: 'whole' },
  forgetPerson: { '': 'forgotten' },
  importPeople: { '': 'importReport' },
  replaceBusy: { '': 'busyReport' },
  grantRole: { '': 'roleGrant' },
  endRoleGrant: { '': 'roleGrant' },
  linkIdentity: { '': 'identity' },
  listPolicies: pageOf('policyVersion'),
  readPolicy: text,
  publishPolicy: codes,
  readPolicySchema: text,
  getMyBalances: { '': 'balances', 'balances[]': 'balance' },
  getBalances: { '': 'balances', 'balances[]': 'balance' },
  listMyLeaveEntries: pageOf('leaveEntry'),
  listLeaveEntries: pageOf('leaveEntry'),
  adjustLeave: { '': 'leaveAdjustment' },
  closeLeaveYears: { '': 'leaveClosing' },
  importBankHolidays: { '': 'bankHolidayImport', 'unusable[]': 'whole' },
  judgeWish: { '': 'verdict', ...verdict },
  getVerdict: { '': 'verdict', ...verdict },
  listBodies: pageOf('body', body),
  getOwnBody: { '': 'body', ...body },
  changeOwnBody: { '': 'body', ...body },
  announceTerms: codes,
  requestBodyLink: codes,
  listBodyLinks: pageOf('bodyLink'),
  activateBodyLink: codes,
  endBodyLink: codes,
  nameRepresentative: codes,
  listRepresentatives: pageOf('representative'),
  endRepresentation: codes,
  addGroup: codes,
  listGroups: pageOf('group'),
  getGroup: { '': 'group' },
  changeGroup: { '': 'group' },
  postNeed: codes,
  listNeeds: pageOf('need'),
  vetNeed: codes,
  closeNeed: codes,
  importGroups: account,
  importListings: account,
  listListings: pageOf('listing', { 'times[]': 'whole', 'unbookable[]': 'whole' }),
  listPlacements: pageOf('placement'),
  getPlacement: { '': ['placement', 'withSessions'], 'sessions[]': 'session' },
  createPlacement: { '': 'placement' },
  changePlacement: { '': 'placement' },
  addSession: { '': 'session' },
  changeSession: { '': 'session' },
  requestBooking: { '': 'booking', verdict: 'verdict', ...ownVerdict, ...bookingMore },
  listBookings: pageOf(booking, bookingMore),
  getBooking: oneBooking,
  getToday: {
    '': 'today',
    'pots[]': 'todayPot',
    nextBooking: 'booking',
    'nextBooking.releases[]': 'whole',
    'suggestions[]': 'suggestion',
  },
  approveBooking: oneBooking,
  confirmBooking: oneBooking,
  declineBooking: oneBooking,
  offerOtherSession: oneBooking,
  acceptOffer: oneBooking,
  dropOut: oneBooking,
  cancelBooking: oneBooking,
  recordAttendance: oneBooking,
  getMyPoints: { '': ['page', 'pointsBalance'], 'items[]': 'pointsTransfer' },
  listPoints: pageOf('pointsTotal'),
  readFeed: pageOf('feedEvent', { data: 'feedData' }),
  getImpactSummary: {
    '': 'impactSummary',
    'valuations[]': 'whole',
    ...Object.fromEntries(cells.map((table) => [`${table}[]`, 'impactCell'])),
    ...Object.fromEntries(
      cells.flatMap((table) =>
        ['people', 'bookings', 'minutes', 'paidMinutes', 'ownMinutes'].map((name) => [`${table}[].${name}`, 'whole']),
      ),
    ),
  },
  exportImpactSummary: text,
  exportImpactRows: text,
  getImpactReport: text,
  addHourlyValue: codes,
  listHourlyValues: pageOf('hourlyValue'),
  revokeCalendarFeed: text,
  createCalendarFeed: codes,
  createPersonLink: codes,
  moveSandboxClock: codes,
}

/** Wrappings that say nothing of anybody; the table does not know them. */
const wrappings: Readonly<Record<string, readonly string[]>> = {
  page: ['items', 'next'],
  balances: ['on', 'balances'],
  withSessions: ['sessions'],
}

/** A surrogate id, an instant, a day, a code, a secret address. */
const code =
  /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?|[a-z][a-z_]*|[A-Z]{3}|https?:\/\/\S+)$/

/** The rules of the stage's policy that read causes; managers may not learn why they failed. */
const sensitiveRules = ['sectarian']

/** Every field of an answer that the role x field table does not give these viewers. */
export const fieldsNotGiven = (kinds: Kinds, answer: unknown, viewers: readonly Viewer[]): string[] => {
  const walk = (value: unknown, path: string): string[] => {
    if (Array.isArray(value)) return value.flatMap((item) => walk(item, `${path}[]`))
    if (typeof value !== 'object' || value === null) return []
    const names = [kinds[path] ?? []].flat()
    if (names.length === 0) return [`${path || 'the answer'} has no kind`]
    if (names.includes('whole') || names.includes('account')) return []
    return Object.entries(value).flatMap(([field, content]: [string, unknown]) => {
      const place = path === '' ? field : `${path}.${field}`
      if (names.includes('codes')) return isCode(content) ? [] : [`${place} is no code: ${JSON.stringify(content)}`]
      if (names.some((name) => isGiven(name, field, { value, viewers }))) return walk(content, place)
      return [`${place} is not given to ${viewers.join(' and ') || 'anybody'}`]
    })
  }
  return walk(answer, '')
}

const isCode = (content: unknown): boolean =>
  typeof content === 'string' ? code.test(content) : typeof content !== 'object' || content === null

const isGiven = (kind: string, field: string, row: { value: object; viewers: readonly Viewer[] }): boolean => {
  if (wrappings[kind]?.includes(field)) return true
  const rule = 'rule' in row.value ? String(row.value.rule) : ''
  const known = kind === 'findingByRule' ? (sensitiveRules.includes(rule) ? 'sensitiveFinding' : 'finding') : kind
  const given = fieldTable[known]?.[field]?.split(' ') ?? []
  return row.viewers.some((viewer) => given.includes(viewer))
}
