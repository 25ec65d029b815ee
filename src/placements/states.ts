// The life of a booking: one table of every state and command. Pure: nothing here reads or writes.
/** Every state of a booking; the last four are ends. */
export const bookingStates = [
  'waitlisted',
  'awaiting_approval',
  'awaiting_confirmation',
  'counter_offered',
  'confirmed',
  'attended',
  'partly_attended',
  'missed',
  'declined',
  'withdrawn',
  'cancelled',
  'lapsed',
] as const
export type BookingState = (typeof bookingStates)[number]

/** Every command that may move a booking once it exists. */
export const bookingCommands = [
  'promote',
  'approve',
  'confirm',
  'offer',
  'accept',
  'decline',
  'withdraw',
  'cancel',
  'lapse',
  'record',
] as const
export type BookingCommand = (typeof bookingCommands)[number]

/** What the next state may depend on. */
export interface Circumstances {
  /** Some approval that the verdict asks for is still to be given, after this command. */
  readonly needsApproval: boolean
  /** A body has to say yes and has not: false for an own activity and for a session the body itself offered. */
  readonly needsConfirmation: boolean
  /** Minutes planned and attended, for `record`. */
  readonly plannedMinutes: number
  readonly attendedMinutes: number
}

type Next = BookingState | ((circumstances: Circumstances) => BookingState)

const entering = (now: Circumstances): BookingState =>
  now.needsApproval ? 'awaiting_approval' : now.needsConfirmation ? 'awaiting_confirmation' : 'confirmed'
const recorded: Next = ({ attendedMinutes, plannedMinutes }) =>
  attendedMinutes === 0 ? 'missed' : attendedMinutes < plannedMinutes ? 'partly_attended' : 'attended'

const table: Readonly<Record<BookingState, Readonly<Partial<Record<BookingCommand, Next>>>>> = {
  waitlisted: { promote: entering, decline: 'declined', withdraw: 'withdrawn', lapse: 'lapsed' },
  awaiting_approval: { approve: entering, decline: 'declined', withdraw: 'withdrawn', lapse: 'lapsed' },
  awaiting_confirmation: {
    confirm: 'confirmed',
    offer: 'counter_offered',
    decline: 'declined',
    withdraw: 'withdrawn',
    lapse: 'lapsed',
  },
  counter_offered: { accept: entering, decline: 'declined', withdraw: 'withdrawn', lapse: 'lapsed' },
  confirmed: { cancel: 'cancelled', record: recorded },
  attended: { record: recorded },
  partly_attended: { record: recorded },
  missed: { record: recorded },
  declined: {},
  withdrawn: {},
  cancelled: {},
  lapsed: {},
}

/** The state a new booking begins in. */
export const firstState = entering

/** States that hold a seat and minutes while somebody else decides; they lapse at their deadline. */
export const pendingStates: readonly BookingState[] = ['awaiting_approval', 'awaiting_confirmation', 'counter_offered']
/** States in which the person has the time in their diary. */
export const activeStates: readonly BookingState[] = [...pendingStates, 'confirmed']
/** States that nothing but a correction of attendance follows. */
export const heldStates: readonly BookingState[] = [...activeStates, 'attended', 'partly_attended']

/** Whether a state gives back seat and minutes. */
export const isReleased = (state: BookingState): boolean =>
  ['declined', 'withdrawn', 'cancelled', 'lapsed'].includes(state)

/** The state a command leads to, or null where this state does not know the command. */
export const decideBooking = (
  state: BookingState,
  command: BookingCommand,
  now: Circumstances,
): BookingState | null => {
  const next = table[state][command]
  if (next === undefined) return null
  return typeof next === 'string' ? next : next(now)
}
