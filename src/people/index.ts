// The face of people: employers, persons, posts, who is calling, and records that arrive from HR.

export { findTenant, moveClock } from './access-store.ts'
export { forgetPerson, noteDossier, personDossier } from './erasure.ts'
export { findActor, findProvider } from './identities.ts'
export { type ImportCommand, importPeople } from './import.ts'
export { type ColumnName, columnNames } from './import-columns.ts'
export { parseWorkPattern, type WorkDay, type WorkPattern, type WorkWeek } from './pattern.ts'
export { approverOf, type PersonRecord, type Post, postsHeldOn, type Site } from './person.ts'
export {
  busyOf,
  findEmployer,
  findPerson,
  findPersonByHrId,
  listPeople,
  listSites,
  managedBy,
  nameOf,
  placeOf,
  postsOf,
  skillsOf,
} from './person-store.ts'
export { peopleRoutes } from './routes.ts'
export { type Author, createEmployer, grantRole, linkIdentity, registerClient, registerProvider } from './tenants.ts'
