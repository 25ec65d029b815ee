// Reads activities of the Volunteering and Social Action Ontology as listings. What is said about times is kept as it was
// said: a feed has no zone, no seats and "sessions" that last for years, so nothing here is ever bookable. Pure.
import { type DocumentRow, Fields, isObject, openRow, type ReadRow, rowsOf } from './jsonld.ts'
import {
  type Bounds,
  Mends,
  mendBoolean,
  mendDescription,
  mendLine,
  mendText,
  mendWebAddress,
  tokenOf,
} from './mending.ts'
import { causeTerms, skillTerms, slotTerms, termName } from './ontology.ts'
import { placeFrom, termsFrom } from './organisations.ts'
import type { SaidTime } from './said-time.ts'

/** An activity as a feed says it. */
export interface ActivityRow {
  readonly sourceId: string
  readonly title: string
  readonly description: string
  readonly url: string | null
  /** The publisher's id of the organisation. */
  readonly organisationId: string | null
  readonly address: string | null
  readonly latitude: number | null
  readonly longitude: number | null
  /** Whether the feed says that it can be done from elsewhere. */
  readonly remote: boolean
  readonly times: readonly SaidTime[]
  /** Addresses of terms of the ontology's taxonomies; others are reported. */
  readonly causes: readonly string[]
  readonly skills: readonly string[]
}

/** Reads a document; null where it is no list or graph of rows and no single activity or organisation. */
export const readActivities = (document: unknown, bounds: Bounds | null = null): ReadRow<ActivityRow>[] | null => {
  const firstAt = new Map<string, number>()
  const rows = rowsOf(document)?.flatMap(withEmbedded)
  return rows?.map((row, index) => readActivity({ ...row, index }, { bounds, firstAt })) ?? null
}

type FoundRow = Omit<DocumentRow, 'index'> & { readonly organisationId?: string | null }

/** An organisation that carries its activities stands for them; one that only names them is a row of another type. */
const withEmbedded = (row: Omit<DocumentRow, 'index'>): FoundRow[] => {
  if (!isObject(row.value)) return [row]
  const fields = new Fields(row.value, new Mends())
  if (fields.type !== 'Organisation') return [row]
  const key = Object.keys(row.value).find((name) => name.toLowerCase() === 'activity') ?? 'activity'
  const embedded = fields.list('activity').map((value, position) => ({
    pointer: `${row.pointer}/${key}/${position}`,
    value,
    organisationId: fields.id,
  }))
  return embedded.some(({ value }) => isObject(value)) ? embedded : [row]
}

const readActivity = (
  row: DocumentRow & FoundRow,
  wanted: { readonly bounds: Bounds | null; readonly firstAt: Map<string, number> },
): ReadRow<ActivityRow> => {
  const mends = new Mends()
  const { index, pointer } = row
  const opened = openRow(row, { type: 'Activity', mends, firstAt: wanted.firstAt })
  const { sourceId } = opened
  const leftOut = (reason: NonNullable<ReadRow<ActivityRow>['leftOut']>) => ({
    index,
    pointer,
    sourceId,
    taken: null,
    mended: mends.all,
    leftOut: reason,
  })
  if ('leftOut' in opened) return leftOut(opened.leftOut)
  const said = opened.fields.text('title', 'label', 'name') ?? ''
  const title = mendLine(said, { what: 'title', max: 300 }, mends)
  if (title === null)
    return leftOut(
      mends.all.some((mend) => mend.what === 'title' && mend.why === 'too_long') ? 'title_too_long' : 'title_missing',
    )
  const organisationId = organisationOf(opened.fields) ?? row.organisationId ?? null
  const content = contentFrom(opened.fields, wanted.bounds)
  return {
    index,
    pointer,
    sourceId,
    taken: { sourceId: opened.sourceId, title, organisationId, ...content },
    mended: mends.all,
    leftOut: null,
  }
}

const organisationOf = (fields: Fields): string | null => {
  const value = fields.value('organisation')
  if (typeof value === 'string') return mendText(value, 'organisation', fields.mends) || null
  return isObject(value) ? new Fields(value, fields.mends).id : null
}

const contentFrom = (
  fields: Fields,
  bounds: Bounds | null,
): Omit<ActivityRow, 'sourceId' | 'title' | 'organisationId'> => {
  const { mends } = fields
  const roles = fields.objects('role')
  const sessions = fields.objects('session')
  const url = [fields, ...roles, ...sessions].map((one) => one.text('applyLink')).find((link) => link !== null)
  const remote = [fields, ...roles]
    .map((one) => one.value('allowsRemoteParticipation'))
    .filter((value) => value !== null)
  const [place, ...further] = sessions
    .flatMap((session) => session.objects('location'))
    .map((one) => placeFrom(one, bounds))
  if (further.some((one) => JSON.stringify(one) !== JSON.stringify(place))) {
    mends.add({ what: 'location', why: 'several_values', from: String(further.length + 1), to: '1' })
  }
  return {
    description: mendDescription(fields.text('description') ?? '', mends),
    url: url === undefined ? null : mendWebAddress(url, 'applyLink', mends),
    ...(place ?? { address: null, latitude: null, longitude: null }),
    remote: remote.map((value) => mendBoolean(value, 'allowsRemoteParticipation', mends)).includes(true),
    times: timesFrom(sessions, bounds),
    causes: termsFrom(
      [fields, ...roles].flatMap((one) => one.list('cause')),
      { what: 'cause', known: causeTerms },
      mends,
    ),
    skills: termsFrom(
      [fields, ...roles].flatMap((one) => one.list('skill')),
      { what: 'skill', known: skillTerms },
      mends,
    ),
  }
}

/** Times kept of one activity: a feed that says more of them means a calendar, which a listing is not. */
const timesAtMost = 500

const timesFrom = (sessions: readonly Fields[], bounds: Bounds | null): SaidTime[] => {
  const times = sessions.flatMap((session) => timesOf(session, bounds))
  if (times.length > timesAtMost) {
    sessions[0]?.mends.add({ what: 'time', why: 'too_many', from: String(times.length), to: String(timesAtMost) })
  }
  return times.slice(0, timesAtMost)
}

/** What a session says about its times: slots of the week, or a beginning and an end, word for word. */
const timesOf = (session: Fields, bounds: Bounds | null): SaidTime[] => {
  const { mends } = session
  const { address } = placeFrom(session.objects('location')[0] ?? null, bounds)
  return session.list('time').map((value) => {
    if (!isObject(value)) {
      const slot = typeof value === 'string' ? termName(value) : ''
      if (slotTerms.has(slot)) return { begins: null, ends: null, slot, address }
      mends.add({
        what: 'time',
        why: 'unknown_term',
        from: tokenOf(value),
        to: null,
      })
      return { begins: typeof value === 'string' ? value.slice(0, 100) : null, ends: null, slot: null, address }
    }
    const time = new Fields(value, mends)
    const id = time.text('id')
    const slot = id !== null && slotTerms.has(termName(id)) ? termName(id) : null
    const said = (...names: string[]) => {
      const text = momentOf(time, names)
      return text === null ? null : mendLine(text, { what: names[0] ?? 'time', max: 100 }, mends)
    }
    return {
      begins: said('beginning', 'begin', 'hasBeginning', 'start'),
      ends: said('end', 'ending', 'hasEnd'),
      slot,
      address,
    }
  })
}

/** A moment as text, also where OWL-Time wraps it in an instant of its own. */
const momentOf = (time: Fields, names: readonly string[]): string | null => {
  const value = time.value(...names)
  return isObject(value)
    ? new Fields(value, time.mends).text('inXSDDateTimeStamp', 'inXSDDateTime', 'inXSDDate')
    : time.text(...names)
}
