// The face of brokerage: infrastructure bodies and what they ask for, their links with employers, community groups, needs,
// and the places a body's week has left.
export { type NewBody, createBody, releaseCapacity, takeCapacity } from './bodies-service.ts'
export { findBody } from './bodies-store.ts'
export { type Area, type Body, noticeDaysFor, type NoticeRule } from './body.ts'
export { findGroup, findNeed, type Group, type Need } from './groups-store.ts'
export type { LinkStanding } from './link.ts'
export { linkedBodyIds, linkOf } from './links-service.ts'
