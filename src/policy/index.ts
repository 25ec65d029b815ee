// The face of policy: the document and its compiled form, the verdict and its sentences, versions and kept verdicts, cases.
export type { Entitle, EntitlementFacts } from './cases.ts'
export { checkPolicies, type PolicyCheck } from './check.ts'
export { compilePolicy } from './compile.ts'
export type { CompiledPolicy } from './compiled.ts'
export { explainFinding } from './explain.ts'
export type { PointRule, PotAmount, PotCap, PotDefinition, PotRounding, PotWindow } from './pot.ts'
export type { ActivityFacts, Clash, LeavePiece, PostFacts, PotFacts, Question } from './question.ts'
export { policyRoutes } from './routes.ts'
export {
  findPolicyVersion,
  findVerdict,
  keepVerdict,
  type PolicyVersion,
  type Publication,
  policyInForce,
  publishPolicy,
} from './service.ts'
export type { Mistake } from './source.ts'
export type { KeptVerdict } from './store.ts'
export { decideVerdict } from './verdict.ts'
export type { ApprovalNeeded, Finding, Taking, Verdict } from './verdict-types.ts'
