// Takes organisations of a feed over as groups of a body. A second import of the same file changes nothing; what a body keeps
// by itself (a name in place of a provisional one, register ids, vouching, its own withdrawal) stays; nothing is ever deleted.
import type { Unit } from '../database/index.ts'
import { newId } from '../kernel/index.ts'
import type { Acting } from './acting.ts'
import { type Group, groupsOfSource, holdersOf, insertGroups, updateGroup } from './groups-store.ts'
import { withdrawnDigest } from './import-plan.ts'
import type { ImportReport, ImportTerms } from './import-report.ts'
import { beginImport, noteImport, runImport } from './imports-service.ts'
import type { ReadRow } from './jsonld.ts'
import { type OrganisationRow, readOrganisations } from './organisations.ts'

/** How organisations are to be read. */
export interface GroupImport extends ImportTerms {
  /** Whether a row without a name may begin with the last part of its profile link, marked as provisional. */
  readonly names: 'as-said' | 'from-profile-link'
}

/** Ends a name that was taken from a profile link, until the body or the feed gives the real one. */
export const provisionalMark = ' (provisional name)'

/** Imports organisations as groups; answers the account of every row. When the brake stops it, nothing is changed. */
export const importGroups = async (
  unit: Unit,
  by: Acting,
  wanted: { readonly document: unknown; readonly terms: GroupImport },
): Promise<ImportReport> => {
  const { terms, document } = wanted
  const { bodyId, bounds } = await beginImport(unit, by, terms.source)
  const kept = await groupsOfSource(unit, bodyId, terms.source)
  const known = new Set(kept.map((group) => group.sourceId))
  const rows = readOrganisations(document, bounds)?.map((row) => named(row, known, terms.names)) ?? null
  const orgIds = [...new Set(rows?.flatMap((row) => row.taken?.orgIds ?? []))]
  const registers = await registersOf(unit, bodyId, orgIds)
  const report = await runImport<OrganisationRow, Group>(by, terms, {
    subject: 'group',
    rows,
    kept,
    // The profile link is not kept.
    said: ({ profileSlug: _slug, ...said }) => said,
    mended: (taken, before) =>
      taken.orgIds
        .filter((orgId) => !registers.claim(orgId, taken.sourceId, before?.id))
        .map((orgId) => ({ what: 'orgIds', why: 'register_taken', from: orgId, to: null })),
    merged: (from) => mergedGroup(from, { bodyId, source: terms.source, holds: registers.holds }),
    compared: ['name', 'description', 'website', 'address', 'latitude', 'longitude', 'orgIds', 'causes', 'state'],
    unbookable: () => [],
    withdrawn: (group) => ({ ...group, state: 'withdrawn', sourceDigest: withdrawnDigest }),
    insert: (groups) => insertGroups(unit, groups),
    update: async (group) => {
      await unit.lock('communityGroup', group.id)
      await updateGroup(unit, group)
    },
  })
  await noteImport(unit, by, { subject: 'group', report })
  return report
}

/** A row that has a name, or whose group has one, or that may begin with a provisional one; any other is left out. */
const named = (
  row: ReadRow<OrganisationRow>,
  known: ReadonlySet<string>,
  names: GroupImport['names'],
): ReadRow<OrganisationRow> => {
  const { taken } = row
  if (taken === null || taken.name !== null || known.has(taken.sourceId)) return row
  if (names === 'from-profile-link' && taken.profileSlug !== null) return row
  return { ...row, taken: null, leftOut: 'name_missing' }
}

/** Who holds which register id of the document in this body: the first that says it, and never two. */
const registersOf = async (unit: Unit, bodyId: string, orgIds: readonly string[]) => {
  const heldBy = await holdersOf(unit, bodyId, orgIds)
  const claimedBy = new Map<string, string>()
  return {
    claim: (orgId: string, sourceId: string, groupId: string | undefined): boolean => {
      const holder = heldBy.get(orgId)
      if (holder !== undefined) return holder === groupId
      if (!claimedBy.has(orgId)) claimedBy.set(orgId, sourceId)
      return claimedBy.get(orgId) === sourceId
    },
    holds: (orgId: string, sourceId: string, groupId: string | undefined): boolean =>
      heldBy.has(orgId) ? heldBy.get(orgId) === groupId : claimedBy.get(orgId) === sourceId,
  }
}

/** What the feed says goes before what is kept; what it does not say leaves what is kept as it is. */
const mergedGroup = (
  from: {
    readonly taken: OrganisationRow
    readonly digest: string
    readonly before: Group | null
    readonly returned: boolean
  },
  own: {
    readonly bodyId: string
    readonly source: string
    holds(orgId: string, sourceId: string, groupId: string | undefined): boolean
  },
): Group => {
  const { taken, before } = from
  const placed = taken.latitude === null ? before : taken
  const orgIds = taken.orgIds.filter((orgId) => own.holds(orgId, taken.sourceId, before?.id))
  return {
    id: before?.id ?? newId(),
    bodyId: own.bodyId,
    name: taken.name ?? before?.name ?? provisionalName(taken.profileSlug ?? ''),
    description: taken.description || (before?.description ?? ''),
    website: taken.website ?? before?.website ?? null,
    email: before?.email ?? null,
    address: taken.address ?? before?.address ?? null,
    latitude: placed?.latitude ?? null,
    longitude: placed?.longitude ?? null,
    orgIds: [...new Set([...(before?.orgIds ?? []), ...orgIds])].sort(),
    causes: taken.causes.length > 0 ? taken.causes : (before?.causes ?? []),
    vouched: before?.vouched ?? false,
    source: own.source,
    sourceId: taken.sourceId,
    sourceDigest: from.digest,
    state: before === null || from.returned ? 'active' : before.state,
    version: before?.version ?? 1,
  }
}

/** The longest name that is kept has room for the mark. */
const nameLength = 250

const provisionalName = (slug: string): string =>
  `${slug.slice(0, nameLength - provisionalMark.length)}${provisionalMark}`
