// The face of brokerage: infrastructure bodies and what they ask for, their links with employers, community groups, needs,
// and the places a body's week has left.
export { createBody, type NewBody, releaseCapacity, takeCapacity } from './bodies-service.ts'
export { findBody } from './bodies-store.ts'
export { type Area, type Body, isAreaCode, type NoticeRule, noticeDaysFor, noticeRulesFault } from './body.ts'
export { importGroups } from './group-imports-service.ts'
export { findGroup, findNeed, type Group, groupNames } from './groups-store.ts'
export { type ImportReport, reportAnswer } from './import-report.ts'
export { linkedBodyIds, linkOf } from './links-service.ts'
export { importListings } from './listing-imports-service.ts'
export { brokerageRoutes } from './routes.ts'
