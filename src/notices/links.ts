// Signed links: 256 random bits of which only the digest is stored, written to one person or one body, for one purpose. A
// look never changes anything; an act happens once, and whoever repeats it gets the first answer.
import type { Reader, Unit } from '../database/index.ts'
import {
  assertThat,
  digestOf,
  type Instant,
  instantFromMillis,
  millisOf,
  newId,
  newSecret,
  realNow,
} from '../kernel/index.ts'
import type { Result } from './outcome-page.ts'
import {
  claimLink,
  claimRequest,
  deleteFeedsRevokedBefore,
  deleteLinksExpiredBefore,
  findLink,
  insertLink,
  type SignedLink,
  settleLink,
} from './store.ts'

/** What a link is for. All but `person-home` are used up by the first act that succeeds. */
export const linkPurposes = [
  'body-decides',
  'body-records-attendance',
  'manager-decides',
  'person-answers',
  'person-home',
] as const
export type LinkPurpose = (typeof linkPurposes)[number]

/** Whom a link is written to: a person of an employer, or a body. */
export type LinkHolder =
  | { readonly kind: 'person'; readonly id: string; readonly employerId: string }
  | { readonly kind: 'body'; readonly id: string }

/** What a form of a page sends. */
export type Form = Readonly<Record<string, string>>

/** Milliseconds for which an expired link is still known, so that its page can say that it has expired. */
const keptAfterExpiryMillis = 30 * 24 * 60 * 60 * 1000

/** Makes a link and answers its token, which is stored nowhere. `expiresAt` is real time, like all of a token's life. */
export const makeLink = async (
  unit: Unit,
  link: { purpose: LinkPurpose; subjectId: string; holder: LinkHolder; expiresAt: Instant },
): Promise<string> => {
  const token = newSecret()
  await insertLink(unit, {
    id: newId(),
    tokenDigest: digestOf(token),
    tenantId: link.holder.kind === 'person' ? link.holder.employerId : link.holder.id,
    purpose: link.purpose,
    subjectId: link.subjectId,
    holderKind: link.holder.kind,
    holderId: link.holder.id,
    createdAt: realNow(),
    expiresAt: link.expiresAt,
    usedAt: null,
    answer: null,
  })
  return token
}

/** A link as it stands at an instant of real time. */
export type LinkStanding =
  | { readonly standing: 'unknown' }
  | { readonly standing: 'expired' | 'open'; readonly link: SignedLink }
  | { readonly standing: 'used'; readonly link: SignedLink; readonly answer: Result }

/** Looks a token up without changing anything. */
export const consultLink = async (reader: Reader, token: string, now: Instant): Promise<LinkStanding> => {
  if (!/^[\w-]{43}$/.test(token)) return { standing: 'unknown' }
  const link = await findLink(reader, digestOf(token))
  // The rows of requests made with a link are found by no token, but a purpose that is none would be one of them.
  if (link === null || !linkPurposes.some((purpose) => purpose === link.purpose)) return { standing: 'unknown' }
  if (link.answer !== null) return { standing: 'used', link, answer: JSON.parse(link.answer) as Result }
  return { standing: link.expiresAt <= now ? 'expired' : 'open', link }
}

/** What came of an act: its result, and the link where it is known. */
export interface Acted {
  readonly link: SignedLink | null
  readonly result: Result
}

/**
 * Acts with a link, once. The key of the request is the token with what the form sent, its nonce included: sent again, it gets
 * the first answer. A single-use link is used up when the act succeeds, and then answers everything with that; a refusal
 * leaves it open, so that the reader can choose differently.
 */
export const actOnLink = async (
  unit: Unit,
  request: { token: string; form: Form; now: Instant },
  act: (link: SignedLink) => Promise<Result>,
): Promise<Acted> => {
  const { token, now } = request
  const found = await consultLink(unit, token, now)
  if (found.standing === 'unknown') return { link: null, result: { status: 404, outcome: 'unknown', reasons: [] } }
  const { link } = found
  if (found.standing === 'used') return { link, result: found.answer }
  if (found.standing === 'expired') return { link, result: { status: 410, outcome: 'expired', reasons: [] } }
  const singleUse = link.purpose !== 'person-home'
  if (singleUse && !(await claimLink(unit, link.id, now))) return { link, result: await firstAnswer(unit, link) }
  const wanted = requestOf(link, request)
  const first = await claimRequest(unit, wanted)
  if (first.id !== wanted.id && first.answer !== null) {
    if (singleUse) await settleLink(unit, link.id, null)
    return { link, result: JSON.parse(first.answer) as Result }
  }
  const result = await act(link)
  assertThat(result.status < 500, 'a failure is thrown, never kept as an answer')
  const used = { usedAt: now, answer: JSON.stringify(result) }
  await settleLink(unit, first.id, used)
  if (singleUse) await settleLink(unit, link.id, result.status < 400 ? used : null)
  return { link, result }
}

const firstAnswer = async (unit: Unit, link: SignedLink): Promise<Result> => {
  const row = await findLink(unit, link.tokenDigest)
  assertThat(row !== null && row.answer !== null, 'a used link has its answer')
  return JSON.parse(row.answer) as Result
}

const requestOf = (
  link: SignedLink,
  { token, form, now }: { token: string; form: Form; now: Instant },
): SignedLink => ({
  ...link,
  id: newId(),
  tokenDigest: digestOf(JSON.stringify([token, Object.entries(form).sort()])),
  purpose: 'request',
  subjectId: link.id,
  createdAt: now,
})

/** Removes links some time after they expired, and feeds some time after they were revoked. `now` is real time. */
export const purgeLinks = async (unit: Unit, now: Instant): Promise<number> => {
  const before = instantFromMillis(millisOf(now) - keptAfterExpiryMillis)
  return (await deleteLinksExpiredBefore(unit, before)) + (await deleteFeedsRevokedBefore(unit, before))
}
