// The face of connectors: how vendors are reached, and the use cases that take in what was read from them.

export type { HolidayReading } from './contract.ts'
export { refreshHolidays } from './holidays.ts'
export { reachOutside } from './http.ts'
