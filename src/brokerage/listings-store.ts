// The SQL of listings: activities of other platforms that cannot be booked here. Decides nothing.
import type { Reader, Tables, Unit } from '../database/index.ts'
import { inChunks } from './chunks.ts'
import type { After } from './links-store.ts'
import type { SaidTime } from './said-time.ts'

/** An activity of another platform, as a body lists it. */
export interface Listing extends Omit<Tables['listing'], 'remote' | 'times' | 'causes' | 'skills'> {
  readonly remote: boolean
  readonly times: readonly SaidTime[]
  /** Addresses of terms of the volunteering ontology. */
  readonly causes: readonly string[]
  readonly skills: readonly string[]
}

const listingFrom = (row: Tables['listing']): Listing => ({
  ...row,
  remote: row.remote === 1,
  times: JSON.parse(row.times),
  causes: JSON.parse(row.causes),
  skills: JSON.parse(row.skills),
})

const rowFrom = (listing: Listing): Tables['listing'] => ({
  ...listing,
  remote: listing.remote ? 1 : 0,
  times: JSON.stringify(listing.times),
  causes: JSON.stringify(listing.causes),
  skills: JSON.stringify(listing.skills),
})

/** Every listing of a body that came from one source. */
export const listingsOfSource = async (reader: Reader, bodyId: string, source: string): Promise<Listing[]> => {
  const rows = await reader.db
    .selectFrom('listing')
    .selectAll()
    .where('bodyId', '=', bodyId)
    .where('source', '=', source)
    .execute()
  return rows.map(listingFrom)
}

/** The listings of bodies in the order of their ids. */
export const listListings = async (
  reader: Reader,
  wanted: { readonly bodyIds: readonly string[]; readonly state: Listing['state'] | null },
  page: After,
): Promise<Listing[]> => {
  const rows = await reader.db
    .selectFrom('listing')
    .selectAll()
    .where('bodyId', 'in', [...wanted.bodyIds])
    .$if(wanted.state !== null, (q) => q.where('state', '=', wanted.state ?? 'listed'))
    .$if(page.after !== null, (q) => q.where('id', '>', page.after ?? ''))
    .orderBy('id')
    .limit(page.limit)
    .execute()
  return rows.map(listingFrom)
}

/** Adds listings. */
export const insertListings = async (unit: Unit, listings: readonly Listing[]): Promise<void> => {
  for (const rows of inChunks(listings.map(rowFrom))) await unit.db.insertInto('listing').values(rows).execute()
}

/** Writes a whole listing. */
export const updateListing = async (unit: Unit, listing: Listing): Promise<void> => {
  const { id, ...changed } = rowFrom(listing)
  await unit.db.updateTable('listing').set(changed).where('id', '=', id).execute()
}
