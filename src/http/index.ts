// The face of http: who is calling, how operations are declared, problems, paging, conditions. Knows no feature.
export { type Actor, actorReference, type Claims, type FindActor, type Role, roles } from './actor.ts'
export { etagOf, expectedVersion, matchesEtag, requireVersion } from './conditional.ts'
export { type DevelopmentClaims, signDevelopmentToken } from './development-token.ts'
export { documentation } from './documentation.ts'
export { cutFor, fieldTable, type Viewer } from './field-table.ts'
export { keyOfCursor, type Page, PageQuery, pageOf } from './paging.ts'
export { Fault, type ProblemBody, type ProblemType, problemBody } from './problem.ts'
export { loggableAddress, renderProblems, renderUnknownAddresses, sendProblem } from './renderer.ts'
export { type Answer, type Call, command, read, type Surroundings } from './routes.ts'
export {
  CivilDaySchema,
  Id,
  InstantSchema,
  LocalTimeSchema,
  Nullable,
  PageOf,
  ReasonSchema,
} from './schemas.ts'
export { type FindProvider, type ResolveActor, tokenAuthentication } from './tokens.ts'
export { schemaValidation } from './validation.ts'
