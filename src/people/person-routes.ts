// Operations on people and sites: lists, one person, everything kept about one, and forgetting them.
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import {
  command,
  cutFor,
  Fault,
  keyOfCursor,
  PageOf,
  PageQuery,
  pageOf,
  read,
  type Surroundings,
} from '../http/index.ts'
import { isRefusal } from '../kernel/index.ts'
import { authorOf, personAnswer, viewersOf, viewersOfPerson } from './caller.ts'
import { forgetPerson, noteDossier, personDossier } from './erasure.ts'
import { findNamedPerson, listPeople, listSites, postsOf, postsOfAll } from './person-store.ts'
import { DossierSchema, ForgottenSchema, PersonParams, PersonSchema, SiteSchema } from './schemas.ts'

const tag = 'People'
const usualLimit = 50
const unknown = (): Fault => new Fault('not-found', 'there is no such person here')

/** The people and sites of an employer, and what is held of one person: read, handed out, forgotten. */
export const personRoutes = (app: FastifyInstance, around: Surroundings): void => {
  listRoutes(app, around)
  read(app, around, {
    method: 'GET',
    url: '/v1/people/:personId',
    operationId: 'getPerson',
    summary: 'One person: all of it for HR and the person, name and department for their manager',
    tag,
    allow: ['hr', 'employee', 'manager'],
    params: PersonParams,
    response: { 200: PersonSchema },
    problems: [404],
    handle: async (reader, call) => {
      const person = await findNamedPerson(reader, call.actor.tenantId, call.params.personId)
      const viewers = person === null ? [] : await viewersOfPerson(reader, call, person)
      // Whoever has nothing to do with a person does not learn that there is one.
      if (person === null || viewers.length === 0) throw unknown()
      return { status: 200, body: personAnswer(person, await postsOf(reader, person.id), viewers) }
    },
  })
  erasureRoutes(app, around)
}

const listRoutes = (app: FastifyInstance, around: Surroundings): void => {
  read(app, around, {
    method: 'GET',
    url: '/v1/people',
    operationId: 'listPeople',
    summary: 'People of the employer in order of id, with their posts',
    tag,
    allow: ['hr'],
    query: Type.Object(
      {
        ...PageQuery,
        state: Type.Optional(Type.Union([Type.Literal('active'), Type.Literal('left'), Type.Literal('forgotten')])),
        hrId: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })),
      },
      { additionalProperties: false },
    ),
    response: { 200: PageOf(PersonSchema) },
    handle: async (reader, { actor, query }) => {
      const { limit = usualLimit, cursor, state, hrId } = query
      const rows = await listPeople(reader, {
        employerId: actor.tenantId,
        after: keyOfCursor(cursor),
        limit,
        ...(state === undefined ? {} : { state }),
        ...(hrId === undefined ? {} : { hrId }),
      })
      const page = pageOf(rows, limit, (row) => row.id)
      const posts = await postsOfAll(
        reader,
        page.items.map((row) => row.id),
      )
      const items = page.items.map((row) => personAnswer(row, posts.get(row.id) ?? [], ['hr']))
      return { status: 200, body: { items, next: page.next } }
    },
  })
  read(app, around, {
    method: 'GET',
    url: '/v1/sites',
    operationId: 'listSites',
    summary: 'Sites of the employer in order of id',
    tag,
    allow: ['hr', 'representative'],
    query: Type.Object(PageQuery, { additionalProperties: false }),
    response: { 200: PageOf(SiteSchema) },
    handle: async (reader, { actor, query }) => {
      const { limit = usualLimit, cursor } = query
      const rows = await listSites(reader, { employerId: actor.tenantId, after: keyOfCursor(cursor), limit })
      const page = pageOf(rows, limit, (row) => row.id)
      const items = page.items.map((site) => cutFor('site', viewersOf(actor), site))
      return { status: 200, body: { items, next: page.next } }
    },
  })
}

const erasureRoutes = (app: FastifyInstance, around: Surroundings): void => {
  read(app, around, {
    method: 'GET',
    url: '/v1/people/:personId/export',
    operationId: 'exportPerson',
    summary: 'Everything kept about a person, by table; that it was read is written down',
    tag,
    allow: ['hr'],
    params: PersonParams,
    response: { 200: DossierSchema },
    problems: [404],
    handle: async (reader, call) => {
      const about = { employerId: call.actor.tenantId, personId: call.params.personId }
      const dossier = await personDossier(reader, about.employerId, about.personId)
      if (dossier === null) throw unknown()
      await around.database.transact((unit) => noteDossier(unit, about, authorOf(call)))
      return { status: 200, body: cutFor('dossier', ['hr'], dossier) }
    },
  })
  command(app, around, {
    method: 'POST',
    url: '/v1/people/:personId/forget',
    operationId: 'forgetPerson',
    summary: 'Forgets a person for good; refused while a booking of theirs is open',
    tag,
    allow: ['hr'],
    params: PersonParams,
    response: { 200: ForgottenSchema },
    problems: [404],
    handle: async (unit, call) => {
      const { actor, params } = call
      const target = { employerId: actor.tenantId, personId: params.personId, locale: actor.locale }
      const done = await forgetPerson(unit, target, authorOf(call))
      if (isRefusal(done)) {
        const detail = done.reasons.map((reason) => reason.message).join(' ')
        throw new Fault('conflict', detail, { extensions: { reasons: done.reasons }, locale: actor.locale })
      }
      return { status: 200, body: cutFor('forgotten', ['hr'], done) }
    },
  })
}
