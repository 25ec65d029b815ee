// Reads organisations of the Volunteering and Social Action Ontology as groups a body may keep. Every row is accounted for
// exactly once: taken, with what was mended, or left out, with the reason. Pure; nothing is guessed.
import { type DocumentRow, type Fields, isObject, openRow, type ReadRow, rowsOf } from './jsonld.ts'
import {
  type Bounds,
  Mends,
  mendDescription,
  mendLine,
  mendNumber,
  mendPlace,
  mendText,
  mendWebAddress,
  tokenOf,
} from './mending.ts'
import { causeTerms, termAddress, termName } from './ontology.ts'
import { isOrgIdFault, parseOrgId, schemeOfRegistrar } from './org-id.ts'

/** An organisation as a feed says it. */
export interface OrganisationRow {
  readonly sourceId: string
  /** Null where the feed says none, as the one of TeamKinetic does. */
  readonly name: string | null
  /** The last part of the profile link: not a name, only what a body may choose to begin with. */
  readonly profileSlug: string | null
  readonly description: string
  readonly website: string | null
  readonly address: string | null
  readonly latitude: number | null
  readonly longitude: number | null
  readonly orgIds: readonly string[]
  /** Addresses of causes of the ontology's taxonomy; others are reported. */
  readonly causes: readonly string[]
}

/** Reads a document; null where it is no list or graph of rows and no single organisation. */
export const readOrganisations = (
  document: unknown,
  bounds: Bounds | null = null,
): ReadRow<OrganisationRow>[] | null => {
  const firstAt = new Map<string, number>()
  const rows = rowsOf(document)
  return rows?.map((row, index) => readOrganisation({ ...row, index }, bounds, firstAt)) ?? null
}

const readOrganisation = (
  row: DocumentRow,
  bounds: Bounds | null,
  firstAt: Map<string, number>,
): ReadRow<OrganisationRow> => {
  const mends = new Mends()
  const { index, pointer } = row
  const opened = openRow(row, { type: 'Organisation', mends, firstAt })
  const { sourceId } = opened
  if ('leftOut' in opened) return { index, pointer, sourceId, taken: null, mended: mends.all, leftOut: opened.leftOut }
  const taken = organisationFrom(opened.fields, opened.sourceId, bounds)
  const tooLong = taken.name === null && mends.all.some((mend) => mend.what === 'name' && mend.why === 'too_long')
  if (tooLong) return { index, pointer, sourceId, taken: null, mended: mends.all, leftOut: 'name_too_long' }
  return { index, pointer, sourceId, taken, mended: mends.all, leftOut: null }
}

const organisationFrom = (fields: Fields, sourceId: string, bounds: Bounds | null): OrganisationRow => {
  const { mends } = fields
  const name = fields.text('name', 'label', 'title')
  const website = fields.text('website')
  const link = website ?? fields.text('applyLink')
  return {
    sourceId,
    name: name === null ? null : mendLine(name, { what: 'name', max: 250 }, mends),
    profileSlug: slugOf(link),
    description: mendDescription(fields.text('description') ?? '', mends),
    website: website === null ? null : mendWebAddress(website, 'website', mends),
    ...placeFrom(fields.objects('location')[0] ?? null, bounds),
    orgIds: orgIdsFrom(fields),
    causes: termsFrom(fields.list('cause'), { what: 'cause', known: causeTerms }, mends),
  }
}

/** Address and place of a location object; null where a location is not said or cannot be. */
export const placeFrom = (
  location: Fields | null,
  bounds: Bounds | null,
): { address: string | null; latitude: number | null; longitude: number | null } => {
  if (location === null) return { address: null, latitude: null, longitude: null }
  const { mends } = location
  const address = location.text('address')
  const coordinate = (name: string) => {
    const said = location.value(name)
    return said === null ? null : mendNumber(said, `location.${name}`, mends)
  }
  const place = mendPlace({ latitude: coordinate('latitude'), longitude: coordinate('longitude') }, bounds, mends)
  return {
    address: address === null ? null : mendLine(address, { what: 'location.address', max: 500 }, mends),
    latitude: place?.latitude ?? null,
    longitude: place?.longitude ?? null,
  }
}

/** The addresses of the terms of a taxonomy among these values, each once; others are reported, never matched to something like them. */
export const termsFrom = (
  values: readonly unknown[],
  taxonomy: { readonly what: string; readonly known: ReadonlySet<string> },
  mends: Mends,
): string[] => {
  const { what, known } = taxonomy
  const terms = values.flatMap((value) => {
    const said = isObject(value) ? (value['@id'] ?? value['id']) : value
    const name = typeof said === 'string' ? termName(said) : ''
    if (known.has(name)) return [termAddress(name)]
    mends.add({ what, why: 'unknown_term', from: tokenOf(said), to: null })
    return []
  })
  return [...new Set(terms)]
}

const orgIdsFrom = (fields: Fields): string[] => {
  const { mends } = fields
  const bare = fields.text('charityNumber')
  if (bare !== null) mends.add({ what: 'charityNumber', why: 'register_unknown', from: tokenOf(bare), to: null })
  const orgIds = fields.objects('charityRegistration').flatMap((registration) => {
    const registrar = registration.text('registrar')
    const number = registration.text('registrationNumber')?.trim() ?? ''
    const scheme = registrar === null ? null : schemeOfRegistrar(registrar.trim())
    const what = 'charityRegistration'
    if (scheme === null) {
      mends.add({ what, why: 'register_unknown', from: tokenOf(number), to: null })
      return []
    }
    const orgId = `${scheme}-${number}`
    if (!isOrgIdFault(parseOrgId(orgId))) return [orgId]
    mends.add({ what, why: 'register_form', from: tokenOf(orgId), to: null })
    return []
  })
  return [...new Set(orgIds)].sort()
}

const slugOf = (link: string | null): string | null => {
  if (link === null || !URL.canParse(link)) return null
  const last = new URL(link).pathname.split('/').at(-1) ?? ''
  try {
    return mendText(decodeURIComponent(last), 'website', new Mends()).replaceAll('\n', ' ') || null
  } catch {
    // An escape that is no text: there is nothing to begin with.
    return null
  }
}
