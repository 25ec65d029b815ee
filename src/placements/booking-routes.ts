// Operations on bookings and the person's front page. No rules here: schemas, who may call, and the use case.
import type { FastifyInstance } from 'fastify'
import { type Static, type TSchema, Type } from 'typebox'
import type { Unit } from '../database/index.ts'
import {
  type Actor,
  type Answer,
  type Call,
  command,
  cutFor,
  etagOf,
  Fault,
  Id,
  keyOfCursor,
  matchesEtag,
  PageOf,
  PageQuery,
  pageOf,
  type Role,
  read,
  type Surroundings,
  type Viewer,
} from '../http/index.ts'
import { recordAttendance } from './attendance.ts'
import { type BookingScope, findBooking, listBookings } from './booking-store.ts'
import {
  approveBooking,
  type BookingChange,
  cancelBooking,
  confirmBooking,
  declineBooking,
  dropOut,
} from './decisions.ts'
import { acceptOffer, offerOtherSession } from './offers.ts'
import { requestBooking } from './requests.ts'
import { BookingSchema, cancelReasons, declineReasons, WishBody } from './schemas.ts'
import { bookingStates } from './states.ts'
import { TodaySchema, todayAnswer } from './today-view.ts'
import { bookingsFor, managedPeople, viewersOf } from './views.ts'

const tag = 'bookings'
const strict = { additionalProperties: false }
const BookingId = Type.Object({ bookingId: Id })
const Nothing = Type.Object({}, strict)
const oneOf = (values: readonly string[]) => Type.Union(values.map((value) => Type.Literal(value)))
const seers: readonly Role[] = ['employee', 'manager', 'hr', 'csr', 'auditor', 'payroll', 'representative', 'broker']

/** How a command's answer is cut: the caller stands to the booking as one of these. */
const cutAnswer = (answer: Answer, viewers: readonly Viewer[]): Answer =>
  answer.status < 300 ? { ...answer, body: { ...cutFor('booking', viewers, answer.body as object) } } : answer

/** Registers the operations on bookings and the person's front page. */
export const bookingRoutes = (app: FastifyInstance, around: Surroundings): void => {
  command(app, around, {
    method: 'POST',
    url: '/v1/bookings',
    operationId: 'requestBooking',
    summary: 'Book a session, or propose an activity of your own',
    tag,
    allow: ['employee'],
    body: WishBody,
    response: { 201: BookingSchema },
    problems: [404, 409],
    handle: (unit, { actor, now, body, request }) =>
      requestBooking(unit, { actor, wish: body, now, requestId: request.id }),
  })
  readingRoutes(app, around)
  movingRoutes(app, around)
}

const readingRoutes = (app: FastifyInstance, around: Surroundings): void => {
  read(app, around, {
    method: 'GET',
    url: '/v1/bookings',
    operationId: 'listBookings',
    summary: 'Bookings: the own ones, those of the people one manages, of the employer, or of the body',
    tag,
    allow: seers,
    query: Type.Object(
      {
        ...PageQuery,
        scope: Type.Optional(
          Type.Union([Type.Literal('mine'), Type.Literal('team'), Type.Literal('employer'), Type.Literal('body')]),
        ),
        state: Type.Optional(oneOf(bookingStates)),
      },
      strict,
    ),
    response: { 200: PageOf(BookingSchema) },
    handle: async (reader, { actor, now, query }) => {
      const limit = query.limit ?? 50
      const managed = await managedPeople(reader, actor, now)
      const scope = scopeOf(actor, query.scope ?? (actor.tenantKind === 'body' ? 'body' : 'mine'), managed)
      const states = query.state === undefined ? null : [query.state]
      const rows = await listBookings(reader, { scope, states, after: keyOfCursor(query.cursor), limit: limit + 1 })
      const page = pageOf(rows, limit, (row) => row.id)
      const rowsFor = page.items.map((booking) => ({ booking, viewers: viewersOf(actor, booking, managed) }))
      const items = await bookingsFor(reader, rowsFor)
      return { status: 200, body: { items, next: page.next } }
    },
  })
  read(app, around, {
    method: 'GET',
    url: '/v1/bookings/:bookingId',
    operationId: 'getBooking',
    summary: 'One booking, as far as the caller may see it',
    tag,
    allow: seers,
    params: BookingId,
    response: { 200: BookingSchema, 304: Type.Null() },
    problems: [404],
    handle: async (reader, { actor, now, params, request }) => {
      const booking = await findBooking(reader, params.bookingId)
      const viewers = booking === null ? [] : viewersOf(actor, booking, await managedPeople(reader, actor, now))
      if (booking === null || viewers.length === 0)
        throw new Fault('not-found', 'there is no booking with this id here')
      const etag = etagOf(booking.version)
      if (matchesEtag(request.headers['if-none-match'], etag)) return { status: 304, headers: { etag } }
      return { status: 200, headers: { etag }, body: (await bookingsFor(reader, [{ booking, viewers }]))[0] }
    },
  })
  read(app, around, {
    method: 'GET',
    url: '/v1/me/today',
    operationId: 'getToday',
    summary: 'Minutes left and when they lapse, the next booking, and three sessions that fit',
    tag: 'me',
    allow: ['employee'],
    response: { 200: TodaySchema },
    problems: [409],
    handle: async (reader, { actor, now }) => ({ status: 200, body: await todayAnswer(reader, actor, now) }),
  })
}

const scopeOf = (actor: Actor, wanted: string, managed: readonly string[]): BookingScope => {
  if (actor.tenantKind === 'body') {
    if (wanted !== 'body') throw new Fault('forbidden', 'a body lists its own bookings: scope=body')
    return { bodyId: actor.tenantId }
  }
  if (wanted === 'mine' && actor.personId !== null) return { personIds: [actor.personId] }
  if (wanted === 'team' && actor.roles.has('manager')) return { personIds: managed }
  const oversees = ['hr', 'csr', 'auditor', 'payroll', 'representative'].some((role) => actor.roles.has(role as Role))
  if (wanted === 'employer' && oversees) return { employerId: actor.tenantId }
  throw new Fault('forbidden', `your roles do not allow scope=${wanted}: use mine, or ask for the role`)
}

/** One command to a booking: the same address, claim and answer for all of them. */
const moving = <Body extends TSchema>(
  app: FastifyInstance,
  around: Surroundings,
  operation: {
    readonly name: string
    readonly operationId: string
    readonly summary: string
    readonly allow: readonly Role[]
    readonly body: Body
    run(unit: Unit, change: BookingChange, body: Static<Body>): Promise<Answer>
  },
): void => {
  command<typeof BookingId, TSchema, Body>(app, around, {
    method: 'POST',
    url: `/v1/bookings/:bookingId/${operation.name}`,
    operationId: operation.operationId,
    summary: operation.summary,
    tag,
    allow: operation.allow,
    params: BookingId,
    body: operation.body,
    response: { 200: BookingSchema },
    problems: [404],
    handle: async (unit, call: Call<Static<typeof BookingId>, unknown, Static<Body>>) => {
      const { actor, now, params, request } = call
      const before = await findBooking(unit, params.bookingId)
      const viewers = before === null ? [] : viewersOf(actor, before, await managedPeople(unit, actor, now))
      const answer = await operation.run(
        unit,
        { bookingId: params.bookingId, actor, now, requestId: request.id },
        call.body,
      )
      return cutAnswer(answer, viewers)
    },
  })
}

const movingRoutes = (app: FastifyInstance, around: Surroundings): void => {
  const Decline = Type.Object({ reason: oneOf(declineReasons) }, strict)
  const Cancel = Type.Object({ reason: Type.Optional(oneOf(cancelReasons)) }, strict)
  moving(app, around, {
    name: 'approve',
    operationId: 'approveBooking',
    summary: 'Approve as manager, stand-in or HR',
    allow: ['manager', 'hr'],
    body: Nothing,
    run: (unit, change) => approveBooking(unit, change),
  })
  moving(app, around, {
    name: 'confirm',
    operationId: 'confirmBooking',
    summary: 'Confirm as the body',
    allow: ['broker'],
    body: Nothing,
    run: (unit, change) => confirmBooking(unit, change),
  })
  moving(app, around, {
    name: 'decline',
    operationId: 'declineBooking',
    summary: 'Decline as manager, HR or body, with a coded reason',
    allow: ['manager', 'hr', 'broker'],
    body: Decline,
    run: (unit, change, body) => declineBooking(unit, { ...change, reason: body.reason }),
  })
  moving(app, around, {
    name: 'offer',
    operationId: 'offerOtherSession',
    summary: 'Offer another session of the body instead',
    allow: ['broker'],
    body: Type.Object({ sessionId: Id }, strict),
    run: (unit, change, body) => offerOtherSession(unit, { ...change, sessionId: body.sessionId }),
  })
  moving(app, around, {
    name: 'accept',
    operationId: 'acceptOffer',
    summary: 'Accept the session the body offered instead',
    allow: ['employee'],
    body: Nothing,
    run: (unit, change) => acceptOffer(unit, change),
  })
  moving(app, around, {
    name: 'drop-out',
    operationId: 'dropOut',
    summary: 'Drop out: withdraws what is pending, cancels what is confirmed',
    allow: ['employee', 'hr'],
    body: Cancel,
    run: (unit, change, body) =>
      dropOut(unit, { ...change, ...(body.reason === undefined ? {} : { reason: body.reason }) }),
  })
  moving(app, around, {
    name: 'cancel',
    operationId: 'cancelBooking',
    summary: 'Call off a confirmed booking, as the body or HR',
    allow: ['hr', 'broker'],
    body: Cancel,
    run: (unit, change, body) =>
      cancelBooking(unit, { ...change, ...(body.reason === undefined ? {} : { reason: body.reason }) }),
  })
  moving(app, around, {
    name: 'attendance',
    operationId: 'recordAttendance',
    summary: 'Record how many minutes were attended: the body’s or HR’s word, or the person’s own claim',
    allow: ['broker', 'hr', 'employee'],
    body: Type.Object({ minutes: Type.Integer({ minimum: 0, maximum: 100_000 }) }, strict),
    run: (unit, change, body) => recordAttendance(unit, { ...change, minutes: body.minutes }),
  })
}
