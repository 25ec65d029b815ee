// Gives the verdict of a policy on one question: a finding for every rule, what would be taken, who has to agree, and the
// earliest day on which it would not be refused. Pure: reads nothing but the question.
import { type CivilDay, plusDays } from '../kernel/index.ts'
import type { CompiledPolicy } from './compiled.ts'
import type { Question } from './question.ts'
import { type CompiledRule, Inquiry } from './rule.ts'
import type { ApprovalNeeded, Finding, Verdict } from './verdict-types.ts'

/** Days from the day of asking within which an earliest day is looked for: a leave year and some weeks. */
const searchDays = 400

/** The verdict of a policy on a question. The same question always has the same verdict. */
export const decideVerdict = (policy: CompiledPolicy, question: Question): Verdict => {
  const inquiry = new Inquiry(policy.shelf, question)
  const { rules } = policy
  const findings: Finding[] = []
  const refused: CompiledRule[] = []
  const asked: CompiledRule[] = []
  for (const rule of rules) {
    const finding = rule.check(inquiry)
    findings.push(finding)
    if (finding.outcome !== 'failed') continue
    if (rule.effect === 'refuse') refused.push(rule)
    else if (rule.effect === 'ask') asked.push(rule)
  }
  const approvals = approvalsFor(policy, inquiry, asked)
  const { takings, givenMinutes } = inquiry.plan
  return {
    outcome: refused.length > 0 ? 'refuse' : approvals.length > 0 ? 'ask' : 'allow',
    takings,
    leaveMinutes: givenMinutes,
    approvals,
    earliestOn: refused.length === 0 ? null : earliestDay(policy, question, refused),
    findings,
  }
}

/** The approvals of the document whose condition holds, then those of rules that ask; each approver once. */
const approvalsFor = (policy: CompiledPolicy, inquiry: Inquiry, asked: readonly CompiledRule[]): ApprovalNeeded[] => {
  const needed: ApprovalNeeded[] = []
  const add = (approval: ApprovalNeeded): void => {
    if (!needed.some((one) => one.from === approval.from)) needed.push(approval)
  }
  for (const { needed: approval, when } of policy.approvals) {
    /** A condition that cannot be computed asks rather than lets through. */
    if (when === null || when.holds(inquiry.facts) !== false) add(approval)
  }
  for (const rule of asked) add(rule.approval)
  return needed
}

/**
 * The first day on which nothing refuses. Only looked for where every rule that refuses could answer otherwise on another
 * day, and not before the first day on which all of them could.
 */
const earliestDay = (policy: CompiledPolicy, question: Question, refused: readonly CompiledRule[]): CivilDay | null => {
  const postsStay = question.postsChangeOn?.length === 0
  if (refused.some((rule) => rule.moves === 'no' || (rule.moves === 'posts' && postsStay))) return null
  const lastOn = plusDays(question.askedOn, searchDays)
  let on = question.askedOn
  for (const rule of refused) {
    const notBefore = rule.notBefore?.(question)
    if (notBefore !== undefined && notBefore > on) on = notBefore
  }
  const order = [...refused, ...policy.rules.filter((rule) => rule.effect === 'refuse' && !refused.includes(rule))]
  for (; on <= lastOn; on = plusDays(on, 1)) {
    if (on === question.startsOn) continue
    const moved = question.movedTo(on)
    if (moved === null || (on === question.askedOn && moved.startsAt <= question.now)) continue
    const inquiry = new Inquiry(policy.shelf, moved)
    if (order.every((rule) => rule.check(inquiry).outcome !== 'failed')) return on
  }
  return null
}
