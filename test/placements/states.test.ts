// The life of a booking, exhaustively: every state with every command, against a table written out here.
import t from 'tap'
import {
  bookingCommands,
  bookingStates,
  type Circumstances,
  decideBooking,
  firstState,
  isReleased,
} from '../../src/placements/states.ts'

const none: Circumstances = {
  needsApproval: false,
  needsConfirmation: false,
  plannedMinutes: 420,
  attendedMinutes: 420,
}

/** State -> command -> next state where nothing more is needed and the whole day was attended. */
const expected: Record<string, Record<string, string>> = {
  waitlisted: { promote: 'confirmed', decline: 'declined', withdraw: 'withdrawn', lapse: 'lapsed' },
  awaiting_approval: { approve: 'confirmed', decline: 'declined', withdraw: 'withdrawn', lapse: 'lapsed' },
  awaiting_confirmation: {
    confirm: 'confirmed',
    offer: 'counter_offered',
    decline: 'declined',
    withdraw: 'withdrawn',
    lapse: 'lapsed',
  },
  counter_offered: { accept: 'confirmed', decline: 'declined', withdraw: 'withdrawn', lapse: 'lapsed' },
  confirmed: { cancel: 'cancelled', record: 'attended' },
  attended: { record: 'attended' },
  partly_attended: { record: 'attended' },
  missed: { record: 'attended' },
}

for (const state of bookingStates) {
  t.test(`a booking that is ${state} knows exactly these commands`, async (t) => {
    for (const command of bookingCommands) {
      t.equal(decideBooking(state, command, none), expected[state]?.[command] ?? null, command)
    }
  })
}

t.test('approvals come before the body, the body before confirmation', async (t) => {
  const both = { ...none, needsApproval: true, needsConfirmation: true }
  t.equal(firstState(both), 'awaiting_approval')
  t.equal(firstState({ ...both, needsApproval: false }), 'awaiting_confirmation')
  t.equal(firstState(none), 'confirmed')
  t.equal(decideBooking('awaiting_approval', 'approve', both), 'awaiting_approval', 'a further approval is needed')
  t.equal(decideBooking('awaiting_approval', 'approve', { ...both, needsApproval: false }), 'awaiting_confirmation')
  t.equal(decideBooking('waitlisted', 'promote', both), 'awaiting_approval')
  t.equal(decideBooking('counter_offered', 'accept', { ...none, needsApproval: true }), 'awaiting_approval')
})

t.test('attendance decides between attended, partly attended and missed', async (t) => {
  for (const state of ['confirmed', 'attended', 'partly_attended', 'missed'] as const) {
    t.equal(decideBooking(state, 'record', { ...none, attendedMinutes: 0 }), 'missed')
    t.equal(decideBooking(state, 'record', { ...none, attendedMinutes: 1 }), 'partly_attended')
    t.equal(decideBooking(state, 'record', { ...none, attendedMinutes: 419 }), 'partly_attended')
    t.equal(decideBooking(state, 'record', none), 'attended')
  }
})

t.test('the ends give back what was held, and no other state does', async (t) => {
  t.same(bookingStates.filter(isReleased), ['declined', 'withdrawn', 'cancelled', 'lapsed'])
})
