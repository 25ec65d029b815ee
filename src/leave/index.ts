// The face of leave: the length of somebody's day, what a pot grants, the ledger, and the balance on any date.
export { type Balance, balanceOn, openBook } from './balance.ts'
export { entitlementOf, type LeaveFacts, windowOf } from './entitlement.ts'
export { type Account, type LeaveEntry, releases, reservations, takings } from './ledger.ts'
export { leaveRoutes } from './routes.ts'
export { importBankHolidays, leaveFactsOf } from './service.ts'
export { accountsOf, appendEntries, bankHolidaysOf, entriesOf, openAccounts } from './store.ts'
export { type Holidays, leavePieces, scheduledMinutesOn } from './working-day.ts'
