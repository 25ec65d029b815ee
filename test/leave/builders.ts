// Posts, pots and lines for the tests of leave: an ordinary one of each, and what a test wants different.
import type { LeaveEntry } from '../../src/leave/index.ts'
import type { Post, WorkDay, WorkPattern } from '../../src/people/index.ts'
import type { PotDefinition } from '../../src/policy/index.ts'

export const shift = (start: string, end: string, breakMinutes = 0): WorkDay => ({ start, end, breakMinutes })

/** Monday to Friday 09:00 to 17:00 with half an hour's break: 450 minutes a day, 37.5 hours a week. */
const officeDay = shift('09:00', '17:00', 30)
export const officeHours: WorkPattern = {
  kind: 'weekly',
  anchorOn: '2001-01-01',
  weeks: [[officeDay, officeDay, officeDay, officeDay, officeDay, null, null]],
}

export const post = (different: Partial<Post> = {}): Post => ({
  id: 'post-1',
  personId: 'person-1',
  hrPostId: 'P1',
  siteId: null,
  siteCode: null,
  nation: null,
  startsOn: '2015-01-01',
  endsOn: null,
  department: null,
  grade: null,
  legalEntity: null,
  managerPersonId: null,
  standInPersonId: null,
  payNumber: null,
  payBasis: 'salaried',
  contract: 'permanent',
  fteThousandths: 1000,
  fullTimeWeekMinutes: 2250,
  pattern: officeHours,
  ...different,
})

/** Three days a calendar year, by FTE, joiners and leavers by day, rounded up to whole days, nothing carried. */
export const pot = (different: Partial<PotDefinition> = {}): PotDefinition => ({
  id: 'volunteering',
  title: 'Volunteering leave',
  per: 'person',
  amount: { unit: 'days', dayThousandths: 3000 },
  window: { kind: 'calendar_year' },
  proRata: 'fte',
  joiners: 'by_day',
  leavers: 'by_day',
  rounding: { to: 'up', step: 'day' },
  unused: { kind: 'lapse' },
  overdraftMinutes: 0,
  increments: { kind: 'minutes', atLeast: 1, step: 1 },
  ...different,
})

let lines = 0

/** A line of the ledger as it would be stored. */
export const line = (
  kind: LeaveEntry['kind'],
  effectiveOn: string,
  minutes: number,
  different: Partial<LeaveEntry> = {},
): LeaveEntry => {
  lines += 1
  const id = `entry-${String(lines).padStart(4, '0')}`
  const once = kind === 'grant' || kind === 'carry' || kind === 'expire'
  return {
    id,
    accountId: 'account-1',
    kind,
    minutes,
    effectiveOn,
    bookingId: null,
    closesEntryId: null,
    onceKey: once ? `${kind}:${effectiveOn}` : id,
    reason: 'booking',
    actor: 'person:person-1',
    createdAt: '2026-01-01T00:00:00.000Z',
    ...different,
  }
}
