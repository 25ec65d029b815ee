// What the buttons of the plain pages do: each form becomes one command of placements, called as the holder of the link. No
// rules here: whether it may be done is theirs to say.
import type { Unit } from '../database/index.ts'
import type { Actor, Answer } from '../http/index.ts'
import { type Instant, type Locale, minutesBetween, say } from '../kernel/index.ts'
import {
  acceptOffer,
  approveBooking,
  confirmBooking,
  declineBooking,
  dropOut,
  findBooking,
  offerOtherSession,
  recordAttendance,
  requestBooking,
  withdrawBooking,
} from '../placements/index.ts'
import type { Form, LinkPurpose } from './links.ts'
import type { Result } from './outcome-page.ts'
import { bodyReasons, managerReasons, type Outcome } from './outcome-texts.ts'
import { type PageKey, pageTexts } from './page-texts.ts'
import type { SignedLink } from './store.ts'

/** What an act is given. */
interface Call {
  readonly actor: Actor
  readonly link: SignedLink
  readonly form: Form
  readonly now: Instant
}

/** What an act came to: an answer of placements and the words for its success, or what is wrong with the form. */
type Done = { readonly answer: Answer; readonly outcome: Outcome } | { readonly mistake: PageKey }
type Act = (unit: Unit, call: Call) => Promise<Done>

/** Runs the action that a form names. */
export const act = async (unit: Unit, call: Call): Promise<Result> => {
  const { locale } = call.actor
  const wanted = Object.hasOwn(actions, call.link.purpose) ? actions[call.link.purpose as LinkPurpose] : {}
  const name = call.form['action'] ?? ''
  const found = Object.hasOwn(wanted, name) ? wanted[name] : undefined
  if (found === undefined) return mistaken('chooseAction', locale)
  const done = await found(unit, call)
  return 'mistake' in done ? mistaken(done.mistake, locale) : resultOf(done.answer, done.outcome)
}

const mistaken = (mistake: PageKey, locale: Locale): Result => ({
  status: 422,
  outcome: 'invalid',
  reasons: [say(pageTexts, locale, mistake)],
})

/** An answer as a page tells it: of a refusal, every reason. */
const resultOf = (answer: Answer, outcome: Outcome): Result =>
  answer.status < 400
    ? { status: 200, outcome, reasons: [] }
    : { status: answer.status, outcome: 'invalid', reasons: messagesOf(answer.body) }

const messagesOf = (body: unknown): readonly string[] => {
  if (typeof body !== 'object' || body === null) return []
  const { reasons, detail } = body as { reasons?: readonly { message: string }[]; detail?: string }
  if (reasons !== undefined && reasons.length > 0) return reasons.map((reason) => reason.message)
  return detail === undefined ? [] : [detail]
}

/** The booking a decision link is about, as a command of its holder. */
const change = ({ actor, link, now }: Call) => ({ bookingId: link.subjectId, actor, now, requestId: `link:${link.id}` })

const decline =
  (reasons: readonly string[], outcome: Outcome): Act =>
  async (unit, call) => {
    const reason = call.form['reason'] ?? ''
    if (!reasons.includes(reason)) return { mistake: 'chooseReason' }
    return { answer: await declineBooking(unit, { ...change(call), reason }), outcome }
  }

const offer: Act = async (unit, call) => {
  const sessionId = call.form['sessionId'] ?? ''
  if (sessionId === '') return { mistake: 'chooseSession' }
  return { answer: await offerOtherSession(unit, { ...change(call), sessionId }), outcome: 'offered' }
}

const record: Act = async (unit, call) => {
  const booking = await findBooking(unit, call.link.subjectId)
  const minutes = booking === null ? null : attendedMinutes(call.form, minutesBetween(booking.startsAt, booking.endsAt))
  if (minutes === null) return { mistake: 'wrongMinutes' }
  return { answer: await recordAttendance(unit, { ...change(call), minutes }), outcome: 'recorded' }
}

/** Minutes that a form says somebody was there; null where it does not say so clearly. */
const attendedMinutes = (form: Form, plannedMinutes: number): number | null => {
  if (form['came'] === 'all') return plannedMinutes
  if (form['came'] === 'none') return 0
  const number = (text: string | undefined): number => (/^\d{0,2}$/.test(text ?? '') ? Number(text ?? '') : Number.NaN)
  const hours = number(form['hours'])
  const minutes = number(form['minutes'])
  const sum = hours * 60 + minutes
  return form['came'] === 'part' && minutes < 60 && sum > 0 && sum <= 24 * 60 ? sum : null
}

const book: Act = async (unit, { actor, link, form, now }) => {
  const sessionId = form['sessionId'] ?? ''
  if (sessionId === '') return { mistake: 'chooseSession' }
  const answer = await requestBooking(unit, { actor, wish: { sessionId }, now, requestId: `link:${link.id}` })
  return { answer, outcome: 'booked' }
}

/** A command to the booking that the form names; whether it is the holder's is for placements to say. */
const named =
  (command: typeof dropOut, outcome: Outcome): Act =>
  async (unit, { actor, link, form, now }) => {
    const bookingId = form['bookingId'] ?? ''
    if (bookingId === '') return { mistake: 'chooseAction' }
    return { answer: await command(unit, { bookingId, actor, now, requestId: `link:${link.id}` }), outcome }
  }

/** Acts on a page that can be used again need the page's nonce, so that a tap that is sent twice is done once. */
const oncePerPage =
  (action: Act): Act =>
  async (unit, call) =>
    /^[\w-]{43}$/.test(call.form['nonce'] ?? '') ? action(unit, call) : { mistake: 'openAgain' }

const actions: Readonly<Record<LinkPurpose, Readonly<Record<string, Act>>>> = {
  'body-decides': {
    confirm: async (unit, call) => ({ answer: await confirmBooking(unit, change(call)), outcome: 'confirmed' }),
    decline: decline(bodyReasons, 'body-declined'),
    offer,
  },
  'body-records-attendance': { record },
  'manager-decides': {
    approve: async (unit, call) => ({ answer: await approveBooking(unit, change(call)), outcome: 'approved' }),
    decline: decline(managerReasons, 'manager-declined'),
  },
  'person-answers': {
    accept: async (unit, call) => ({ answer: await acceptOffer(unit, change(call)), outcome: 'accepted' }),
    refuse: async (unit, call) => ({ answer: await withdrawBooking(unit, change(call)), outcome: 'refused-offer' }),
  },
  'person-home': {
    book: oncePerPage(book),
    drop: oncePerPage(named(dropOut, 'dropped')),
    accept: oncePerPage(named(acceptOffer, 'accepted')),
  },
}
