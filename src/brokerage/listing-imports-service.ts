// Takes activities of a feed over as listings of a body, and shows them with what they lack before they can be booked: making
// one bookable is the body's work (seats, dates, zone and skills), never an import's.
import type { Reader, Unit } from '../database/index.ts'
import { newId, type Reason } from '../kernel/index.ts'
import type { Acting } from './acting.ts'
import { type ActivityRow, readActivities } from './activities.ts'
import { groupsOfSource } from './groups-store.ts'
import { withdrawnDigest } from './import-plan.ts'
import type { ImportReport, ImportTerms } from './import-report.ts'
import { beginImport, noteImport, runImport } from './imports-service.ts'
import { linkedBodyIds } from './links-service.ts'
import type { After } from './links-store.ts'
import { insertListings, type Listing, listingsOfSource, listListings, updateListing } from './listings-store.ts'
import { tokenOf } from './mending.ts'
import { unbookableFor } from './said-time.ts'
import { sayBrokerage } from './texts.ts'

/** A listing with the reasons why it cannot be booked, as sentences. */
export interface ListingView extends Listing {
  readonly unbookable: readonly Reason[]
}

/** Imports activities as listings; answers the account of every row. When the brake stops it, nothing is changed. */
export const importListings = async (
  unit: Unit,
  by: Acting,
  wanted: { readonly document: unknown; readonly terms: ImportTerms },
): Promise<ImportReport> => {
  const { terms, document } = wanted
  const { bodyId, bounds } = await beginImport(unit, by, terms.source)
  const groups = new Map((await groupsOfSource(unit, bodyId, terms.source)).map((group) => [group.sourceId, group.id]))
  const groupIdOf = ({ organisationId }: ActivityRow) => groups.get(organisationId ?? '') ?? null
  const report = await runImport<ActivityRow, Listing>(by, terms, {
    subject: 'listing',
    rows: readActivities(document, bounds),
    kept: await listingsOfSource(unit, bodyId, terms.source),
    // The group is part of it: once its organisation is imported, the listing is tied to it by the next import.
    said: ({ organisationId, ...said }) => ({
      ...said,
      groupId: groups.get(organisationId ?? '') ?? null,
    }),
    mended: (taken) =>
      taken.organisationId === null || groupIdOf(taken) !== null
        ? []
        : [{ what: 'organisation', why: 'group_unknown', from: tokenOf(taken.organisationId), to: null }],
    merged: (from) => mergedListing(from, { bodyId, source: terms.source, groupId: groupIdOf(from.taken) }),
    compared: [
      'groupId',
      'title',
      'description',
      'url',
      'address',
      'latitude',
      'longitude',
      'remote',
      'times',
      'causes',
      'skills',
      'state',
    ],
    unbookable: (taken) => unbookableFor(taken.times),
    withdrawn: (listing) => ({ ...listing, state: 'withdrawn', sourceDigest: withdrawnDigest }),
    insert: (listings) => insertListings(unit, listings),
    update: (listing) => updateListing(unit, listing),
  })
  await noteImport(unit, by, { subject: 'listing', report })
  return report
}

/** A listing says what its feed says: nobody edits it here. */
const mergedListing = (
  from: {
    readonly taken: ActivityRow
    readonly digest: string
    readonly before: Listing | null
    readonly returned: boolean
  },
  own: { readonly bodyId: string; readonly source: string; readonly groupId: string | null },
): Listing => {
  const { taken, before } = from
  const { organisationId: _asGroupId, ...said } = taken
  return {
    id: before?.id ?? newId(),
    ...own,
    ...said,
    sourceDigest: from.digest,
    state: before === null || from.returned ? 'listed' : before.state,
  }
}

/** Listings with what they lack: a body's own, and to employers those of linked bodies that are still listed. */
export const viewListings = async (
  reader: Reader,
  by: Pick<Acting, 'actor' | 'now'>,
  wanted: { readonly state: Listing['state'] | null; readonly page: After },
): Promise<ListingView[]> => {
  const { actor } = by
  const scope =
    actor.tenantKind === 'body'
      ? { bodyIds: [actor.tenantId], state: wanted.state }
      : { bodyIds: await linkedBodyIds(reader, actor.tenantId, by.now), state: 'listed' as const }
  const listings = await listListings(reader, scope, wanted.page)
  return listings.map((listing) => ({
    ...listing,
    unbookable: unbookableFor(listing.times).map((code) => ({
      code,
      message: sayBrokerage(actor.locale, `unbookable_${code}`),
    })),
  }))
}
