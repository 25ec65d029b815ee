// The face of people: employers, persons, posts, who is calling, and records that arrive from HR.
export { parseWorkPattern, type WorkDay, type WorkPattern, WorkPatternSchema, type WorkWeek } from './pattern.ts'
export { approverOf, type EmployerRecord, type PersonRecord, type Post, postsHeldOn, type Site } from './person.ts'
export {
  busyOf,
  findEmployer,
  findPerson,
  findPersonByHrId,
  managedBy,
  nameOf,
  placeOf,
  postsOf,
  skillsOf,
} from './person-store.ts'
export { findProvider, moveClock } from './access-store.ts'
