// Sentences of bookings, in every locale.
import { defineTexts } from '../kernel/index.ts'

/** Every sentence of a booking. */
export const texts = defineTexts({
  'en-GB': {
    session_full: 'No seat of this session is free ({seats} in all): choose another session.',
    session_closed: 'This session is no longer offered: choose another one.',
    session_started: 'This session has already begun: choose a later one.',
    terms_not_accepted:
      'Your employer has not accepted the current terms of {body}; HR or your local representative can do so.',
    body_week_full: 'The local body cannot place anybody else in the week of {weekOn}: choose another week.',
    booking_state: 'A booking that is {state} cannot be changed in this way.',
    hold_lapsed: 'Nobody answered in time, so the seat and the hours were given back on {holdUntilAt}.',
    already_booked:
      'You have a booking on this session already: drop out of that one first, or choose another session.',
    not_begun: 'Attendance can be recorded from the start, {startsAt}.',
    attendance_too_long: '{minutes} minutes were recorded, but the activity lasts {plannedMinutes}.',
    own_approval: 'Nobody approves their own booking: a manager, a stand-in or HR has to.',
    not_the_approver: 'This booking waits for somebody else’s approval.',
    session_elsewhere: 'The other session has to be one of the same body.',
    same_session: 'The booking is for this session already.',
    local_time: 'The clock does not show {time} once on {on} in {zone}: choose another time.',
    ends_before_start: 'The end has to come after the start.',
    activity_too_long: 'An activity of your own can last at most 24 hours; book each day by itself.',
    seats_too_few: '{taken} seats are taken: there cannot be fewer.',
    seats_elsewhere_too_many: 'More seats are marked as taken elsewhere than there are.',
    group_unusable: 'This is not an active group of the body: take the id of one that is.',
    need_unusable: 'This is not a vetted need of the group: vet it first.',
    post_not_held: 'The person does not hold this post: leave it out, or take the id of one they hold.',
  },
  'cy-GB': {
    session_full: 'Mae pob un o’r {seats} lle yn y sesiwn hon wedi’i gymryd: dewiswch sesiwn arall.',
    session_closed: 'Nid yw’r sesiwn hon ar gael mwyach: dewiswch un arall.',
    session_started: 'Mae’r sesiwn hon wedi dechrau eisoes: dewiswch un ddiweddarach.',
    terms_not_accepted:
      'Nid yw eich cyflogwr wedi derbyn telerau cyfredol {body}; gall AD neu eich cynrychiolydd lleol wneud hynny.',
    body_week_full: 'Ni all y corff lleol leoli neb arall yn wythnos {weekOn}: dewiswch wythnos arall.',
    booking_state: 'Ni ellir newid archeb sydd â’r statws {state} fel hyn.',
    hold_lapsed: 'Ni atebodd neb mewn pryd, felly rhoddwyd y lle a’r oriau yn ôl ar {holdUntilAt}.',
    already_booked:
      'Mae gennych archeb ar y sesiwn hon yn barod: tynnwch yn ôl o honno yn gyntaf, neu dewiswch sesiwn arall.',
    not_begun: 'Gellir cofnodi presenoldeb o’r dechrau, {startsAt}.',
    attendance_too_long: 'Cofnodwyd {minutes} munud, ond mae’r gweithgaredd yn para {plannedMinutes}.',
    own_approval: 'Nid oes neb yn cymeradwyo ei archeb ei hun: rhaid i reolwr, dirprwy neu AD wneud hynny.',
    not_the_approver: 'Mae’r archeb hon yn aros am gymeradwyaeth rhywun arall.',
    session_elsewhere: 'Rhaid i’r sesiwn arall fod yn un gan yr un corff.',
    same_session: 'Mae’r archeb ar gyfer y sesiwn hon yn barod.',
    local_time: 'Nid yw’r cloc yn dangos {time} unwaith ar {on} yn {zone}: dewiswch amser arall.',
    ends_before_start: 'Rhaid i’r diwedd ddod ar ôl y dechrau.',
    activity_too_long: 'Gall gweithgaredd eich hun bara 24 awr ar y mwyaf; archebwch bob diwrnod ar wahân.',
    seats_too_few: 'Mae {taken} lle wedi’u cymryd: ni all fod llai.',
    seats_elsewhere_too_many: 'Mae mwy o leoedd wedi’u nodi fel rhai a gymerwyd mewn man arall nag sydd ar gael.',
    group_unusable: 'Nid yw hwn yn grŵp gweithredol i’r corff: defnyddiwch ddynodydd un sydd.',
    need_unusable: 'Nid yw hwn yn angen y grŵp sydd wedi’i wirio: gwiriwch ef yn gyntaf.',
    post_not_held: 'Nid yw’r person yn dal y swydd hon: hepgorwch hi, neu defnyddiwch ddynodydd un y mae’n ei dal.',
  },
})

/** The code of a reason that is about the state of things, not about the policy. */
export type PlacementReason = keyof (typeof texts)['en-GB']
