// Operations by which records arrive from HR: whole exports of people as CSV, and busy intervals.
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { command, cutFor, Fault, type Surroundings } from '../http/index.ts'
import { isRefusal, type Locale, type Refusal, say } from '../kernel/index.ts'
import { replaceBusy } from './busy.ts'
import { authorOf, instantFrom } from './caller.ts'
import { importPeople } from './import.ts'
import { BusyInput, BusyReportSchema, ImportReportSchema } from './schemas.ts'
import { texts } from './texts.ts'

const tag = 'People'
/** 32 MB: an export of a hundred thousand posts. */
const fileBytesAtMost = 32 * 1024 * 1024

const refused = ({ reasons }: Refusal, locale: Locale): Fault =>
  new Fault('import-refused', say(texts, locale, 'import_refused', { count: reasons.length }), {
    extensions: { reasons },
    locale,
  })

/** Bytes as text. Anything but UTF-8 would put wrong letters into names, so it is refused with the remedy. */
const decode = (bytes: Buffer): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new Fault('invalid-request', 'the file is not UTF-8: save it as "CSV UTF-8" and send it again')
  }
}

/** What arrives from HR: the people file, and when people are busy. */
export const arrivalRoutes = (app: FastifyInstance, around: Surroundings): void => {
  // In a scope of its own, so that no other operation starts to take CSV, and this one takes nothing else.
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    const options = { parseAs: 'buffer', bodyLimit: fileBytesAtMost } as const
    scope.addContentTypeParser('text/csv', options, async (_request: unknown, bytes: Buffer) => decode(bytes))
    importRoute(scope, around)
  })
  busyRoute(app, around)
}

const importRoute = (app: FastifyInstance, around: Surroundings): void =>
  command(app, around, {
    method: 'POST',
    url: '/v1/people/imports',
    operationId: 'importPeople',
    summary: 'Imports a whole export of people and posts: all of it, or nothing and every mistake by line and column',
    tag,
    allow: ['hr'],
    query: Type.Object(
      {
        dryRun: Type.Optional(
          Type.Boolean({ default: false, description: 'Count what would change, and change nothing' }),
        ),
        confirmLeavers: Type.Optional(
          Type.Boolean({
            default: false,
            description: 'Everybody missing from the file has left, however many they are',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    consumes: ['text/csv'],
    body: Type.String({ description: 'One row per post, see the columns of a people export' }),
    response: { 200: ImportReportSchema },
    handle: async (unit, call) => {
      const { actor, query, body } = call
      const { dryRun = false, confirmLeavers = false } = query
      const whole = { employerId: actor.tenantId, csv: body, dryRun, confirmLeavers, locale: actor.locale }
      const report = await importPeople(unit, whole, authorOf(call))
      // Thrown, not answered: an answer is kept, and sentences about cells are not for keeping.
      if (isRefusal(report)) throw refused(report, actor.locale)
      return { status: 200, body: cutFor('importReport', ['hr'], report) }
    },
  })

const busyRoute = (app: FastifyInstance, around: Surroundings): void =>
  command(app, around, {
    method: 'POST',
    url: '/v1/people/busy',
    operationId: 'replaceBusy',
    summary:
      'Replaces when people are busy, from one source within a period; types and notes of absences are not taken',
    tag,
    allow: ['hr'],
    body: BusyInput,
    response: { 200: BusyReportSchema },
    handle: async (unit, { actor, body }) => {
      const interval = (one: { startsAt: string; endsAt: string }, pointer: string) => ({
        startsAt: instantFrom(one.startsAt, `${pointer}/startsAt`),
        endsAt: instantFrom(one.endsAt, `${pointer}/endsAt`),
      })
      const people = body.people.map(({ busy, ...who }, index) => ({
        ...who,
        busy: busy.map((one, place) => interval(one, `/people/${index}/busy/${place}`)),
      }))
      const period = interval(body, '')
      const report = await replaceBusy(unit, {
        employerId: actor.tenantId,
        source: body.source,
        period,
        people,
        locale: actor.locale,
      })
      if (isRefusal(report)) throw refused(report, actor.locale)
      return { status: 200, body: cutFor('busyReport', ['hr'], report) }
    },
  })
