// The use cases of policy: publishing a version, finding the one in force, keeping verdicts. A published version is never
// edited; a new one supersedes it from its own first day.
import type { Reader, Unit } from '../database/index.ts'
import { assertThat, type CivilDay, digestOf, type Instant, newId, plusMonths } from '../kernel/index.ts'
import { compilePolicy } from './compile.ts'
import type { CompiledPolicy } from './compiled.ts'
import type { Mistake } from './source.ts'
import {
  documentOf,
  insertVerdict,
  insertVersion,
  type KeptVerdict,
  type VersionRow,
  verdictById,
  versionById,
  versionInForce,
} from './store.ts'

/** A version together with its compiled form. */
export interface PolicyVersion extends VersionRow {
  readonly policy: CompiledPolicy
}

/**
 * Compiled policies by the digest of their text. The same text always compiles to the same policy, so nothing here can be
 * out of date; the oldest goes when there are too many.
 */
const compiled = new Map<string, CompiledPolicy>()
/** More than the employers one process serves at a time; a compiled policy is some tens of kilobytes. */
const compiledAtMost = 500

const remember = (digest: string, policy: CompiledPolicy): CompiledPolicy => {
  compiled.delete(digest)
  compiled.set(digest, policy)
  const oldest = compiled.size > compiledAtMost ? compiled.keys().next().value : undefined
  if (oldest !== undefined) compiled.delete(oldest)
  return policy
}

const policyOf = async (reader: Reader, version: VersionRow): Promise<CompiledPolicy> => {
  const known = compiled.get(version.digest)
  if (known !== undefined) return remember(version.digest, known)
  const made = compilePolicy(await documentOf(reader, version.id), `${version.name}.yaml`)
  assertThat('policy' in made, `the published policy version ${version.id} no longer compiles`)
  return remember(version.digest, made.policy)
}

/** The policy of an employer that is in force on a day; null where none is. */
export const policyInForce = async (
  reader: Reader,
  employerId: string,
  on: CivilDay,
): Promise<{ readonly id: string; readonly policy: CompiledPolicy } | null> => {
  const version = await versionInForce(reader, employerId, on)
  return version === null ? null : { id: version.id, policy: await policyOf(reader, version) }
}

/** One published version, compiled: a kept verdict is explained with the version that gave it. */
export const findPolicyVersion = async (reader: Reader, id: string): Promise<PolicyVersion | null> => {
  const version = await versionById(reader, id)
  return version === null ? null : { ...version, policy: await policyOf(reader, version) }
}

/** A document to publish, and who does it. */
export interface Publication {
  readonly employerId: string
  readonly text: string
  /** Named in the mistakes. */
  readonly file: string
  /** `person:0190…`, see `actorReference`; `command:<name>` for the command line. */
  readonly actor: string
  readonly onBehalfOf?: string | null
  readonly requestId?: string
  readonly now: Instant
}

/**
 * Publishes a document, in force from its own `from`; or answers every mistake in it, and nothing is published. The text that
 * is in force from that day already is not published again: the answer is the version that is there.
 */
export const publishPolicy = async (
  unit: Unit,
  publication: Publication,
): Promise<{ readonly id: string; readonly fromOn: CivilDay } | { readonly mistakes: readonly Mistake[] }> => {
  const { employerId, text, actor, now } = publication
  const made = compilePolicy(text, publication.file)
  if ('mistakes' in made) return made
  const { name, fromOn } = made.policy
  const digest = digestOf(text)
  const current = await versionInForce(unit, employerId, fromOn)
  if (current !== null && current.fromOn === fromOn && current.digest === digest) return { id: current.id, fromOn }
  const id = newId()
  await insertVersion(unit, {
    id,
    employerId,
    name,
    fromOn,
    document: text,
    digest,
    publishedBy: actor,
    publishedAt: now,
  })
  await unit.enqueue({
    type: 'policy.published',
    tenantId: employerId,
    subjectId: id,
    data: { policyVersionId: id, name, fromOn },
    occurredAt: now,
  })
  await unit.note({
    tenantId: employerId,
    actor,
    onBehalfOf: publication.onBehalfOf ?? null,
    action: 'policy.publish',
    subject: 'policyVersion',
    subjectId: id,
    detail: { name, fromOn },
    requestId: publication.requestId ?? '',
    at: now,
  })
  remember(digest, made.policy)
  return { id, fromOn }
}

/** Six years: how long a claim under a contract of employment can be brought in England (Limitation Act 1980, section 5). */
const keptMonths = 72

/** Keeps a verdict with the policy version that gave it; refusals are kept too. */
export const keepVerdict = async (
  unit: Unit,
  { now, ...kept }: Omit<KeptVerdict, 'createdAt'> & { readonly now: Instant },
): Promise<void> => {
  const keepUntilAt = `${plusMonths(now.slice(0, 10), keptMonths)}${now.slice(10)}`
  await insertVerdict(unit, { ...kept, createdAt: now, keepUntilAt })
}

/** A kept verdict; null where there is none (any more). */
export const findVerdict = async (reader: Reader, id: string): Promise<KeptVerdict | null> => verdictById(reader, id)
