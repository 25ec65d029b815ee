// The face of leave: the length of somebody's day, what a pot grants, the ledger, and the balance on any date.
export { type AccountBook, type Balance, balanceOn, openBook } from './balance.ts'
export { type LeaveFacts, windowOf } from './entitlement.ts'
export { type Account, type AccountDay, type LeaveEntry, type NewEntry, releases, reservations, takings } from './ledger.ts'
export { accountsOf, appendEntries, bankHolidaysOf, entriesOf, openAccounts } from './store.ts'
export { type Holidays, leavePieces, scheduledMinutesOn, type WorkCalendar } from './working-day.ts'
