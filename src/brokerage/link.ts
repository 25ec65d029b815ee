// The tie between an employer and a body: asked for, active, ended; and whether the body's terms of today are accepted. Pure.
import type { CivilDay } from '../kernel/index.ts'
import { type Terms, termsAfter, termsOn } from './body.ts'

/** Whether a link was asked for, lets people book, or is over. */
type LinkState = 'requested' | 'active' | 'ended'

/** How an employer stands with a body on a day. */
export interface LinkStanding {
  readonly state: LinkState
  /** The terms accepted last. */
  readonly termsId: string | null
  /** The terms in force; null where the body has none. */
  readonly currentTermsId: string | null
  /** Whether bookings may go on: the terms in force are accepted, or there are none. */
  readonly termsAccepted: boolean
}

type Dated = Pick<Terms, 'id' | 'fromOn'>

/**
 * How a link stands on a civil day of the body. New terms end an acceptance on the day they apply, not before; terms that
 * were accepted ahead hold from then on, because only somebody who had accepted the ones before may accept them ahead.
 */
export const standingOn = (
  link: { readonly state: LinkState; readonly termsId: string | null },
  terms: readonly Dated[],
  on: CivilDay,
): LinkStanding => {
  const current = termsOn(terms, on)
  const accepted = terms.find((one) => one.id === link.termsId)
  const termsAccepted = current === null || (accepted !== undefined && accepted.fromOn >= current.fromOn)
  return { state: link.state, termsId: link.termsId, currentTermsId: current?.id ?? null, termsAccepted }
}

/** Which terms an employer may accept on a day: those in force, and, with these accepted, the next ones. */
export const acceptableTermsOn = (
  link: { readonly state: LinkState; readonly termsId: string | null } | null,
  terms: readonly Dated[],
  on: CivilDay,
): readonly string[] => {
  const current = termsOn(terms, on)
  const next = termsAfter(terms, on)
  const settled = current === null || (link !== null && standingOn(link, terms, on).termsAccepted)
  return [...(current === null ? [] : [current.id]), ...(next !== null && settled ? [next.id] : [])]
}
