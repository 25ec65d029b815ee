// What leave says to people, in every locale.
import { defineTexts } from '../kernel/index.ts'

/** The sentences of leave: why HR's change was refused, and why a row of a list cannot be used. */
export const texts = defineTexts({
  'en-GB': {
    balance_insufficient:
      'Taking {neededMinutes} minutes off on {on} would overdraw this pot: {availableMinutes} are available, and it may be overdrawn by {overdraftMinutes}.',
    leave_year_closed:
      'The leave year from {windowFromOn} to {windowUntilOn} is closed: a change in it would no longer count. Choose a day after it.',
    leave_year_open: 'The day {beforeOn} has not come yet: only leave years that have ended can be closed.',
    nation_unknown:
      'This is not a nation that publishes bank holidays: use england-and-wales, scotland or northern-ireland.',
    events_missing: 'There is no list of events here.',
    date_invalid: 'The date is not a real day written as YYYY-MM-DD.',
    title_invalid: 'The title is missing, or longer than 120 characters.',
    date_repeated: 'This day is on the list already.',
  },
  'cy-GB': {
    balance_insufficient:
      "Byddai tynnu {neededMinutes} munud ar {on} yn gorwario'r lwfans hwn: mae {availableMinutes} ar gael, a gellir ei orwario {overdraftMinutes}.",
    leave_year_closed:
      "Mae'r flwyddyn absenoldeb o {windowFromOn} i {windowUntilOn} wedi cau: ni fyddai newid ynddi yn cyfrif mwyach. Dewiswch ddiwrnod ar ei hôl.",
    leave_year_open:
      "Nid yw'r diwrnod {beforeOn} wedi cyrraedd eto: dim ond blynyddoedd absenoldeb sydd wedi dod i ben y gellir eu cau.",
    nation_unknown:
      'Nid yw hon yn genedl sy’n cyhoeddi gwyliau banc: defnyddiwch england-and-wales, scotland neu northern-ireland.',
    events_missing: 'Nid oes rhestr o ddigwyddiadau yma.',
    date_invalid: 'Nid yw’r dyddiad yn ddiwrnod go iawn wedi’i ysgrifennu fel BBBB-MM-DD.',
    title_invalid: 'Mae’r teitl ar goll, neu’n hirach na 120 nod.',
    date_repeated: 'Mae’r diwrnod hwn ar y rhestr eisoes.',
  },
})
