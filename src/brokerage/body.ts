// An infrastructure body as the rest of the house sees it: whom it serves, how much notice it asks for, how much it can
// place in a week. Pure: reads no table and no clock.
import type { CivilDay, Zone } from '../kernel/index.ts'

/** From this many people on, so many civil days have to lie between the request and the day. */
export interface NoticeRule {
  readonly heads: number
  readonly days: number
}

/** A place a body serves: a local authority by its GSS code, or a postcode district. */
export interface Area {
  readonly scheme: 'gss' | 'postcode_district'
  readonly code: string
}

/** A local infrastructure body, such as a Council for Voluntary Service or a Volunteer Centre: a tenant of its own. */
export interface Body {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly nation: string
  readonly zone: Zone
  readonly locale: string
  readonly email: string
  /** Ascending by heads; the first rule begins at one person. */
  readonly noticeRules: readonly NoticeRule[]
  /** People the body can place in one week (Monday to Sunday); null for no limit. */
  readonly weekCapacity: number | null
  /** Days the body has to answer before a hold lapses. */
  readonly answerDays: number
  readonly version: number
}

/** Terms of a body: what an employer accepts, and the fee for a placement, from a day on. */
export interface Terms {
  readonly id: string
  readonly bodyId: string
  readonly fromOn: CivilDay
  readonly text: string
  readonly feeMinor: number
  readonly currency: string
}

/** Civil days of notice a body asks for, for this number of people: those of the largest rule not above it. */
export const noticeDaysFor = (body: Pick<Body, 'noticeRules'>, heads: number): number =>
  body.noticeRules.findLast((rule) => rule.heads <= heads)?.days ?? 0

/** What is wrong with a list of notice rules, as a key of the brokerage texts; null when it can be used. */
export const noticeRulesFault = (rules: readonly NoticeRule[]): 'notice_rules_start' | 'notice_rules_order' | null => {
  if (rules.length > 0 && rules[0]?.heads !== 1) return 'notice_rules_start'
  const ascending = rules.every((rule, index) => index === 0 || rule.heads > (rules[index - 1]?.heads ?? 0))
  return ascending ? null : 'notice_rules_order'
}

/** The forms of area codes: ONS nine-character codes, and the outward half of a postcode. */
const areaForms: Readonly<Record<Area['scheme'], RegExp>> = {
  gss: /^[EWSN]\d{8}$/,
  postcode_district: /^[A-Z]{1,2}\d[A-Z\d]?$/,
}

/** Whether a code has the form of its scheme. */
export const isAreaCode = ({ scheme, code }: Area): boolean => areaForms[scheme].test(code)

/** The terms in force on a civil day of the body: those that began last; null before the first. */
export const termsOn = <One extends Pick<Terms, 'fromOn'>>(terms: readonly One[], on: CivilDay): One | null =>
  terms
    .filter((one) => one.fromOn <= on)
    .reduce<One | null>((last, one) => (last === null || one.fromOn > last.fromOn ? one : last), null)

/** The next terms that are announced but do not apply yet; null where there are none. */
export const termsAfter = <One extends Pick<Terms, 'fromOn'>>(terms: readonly One[], on: CivilDay): One | null =>
  terms
    .filter((one) => one.fromOn > on)
    .reduce<One | null>((next, one) => (next === null || one.fromOn < next.fromOn ? one : next), null)
