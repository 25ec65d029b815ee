// Sentences of the points ledger for the person who earned them.
import { defineTexts } from '../kernel/index.ts'

export const texts = defineTexts({
  'en-GB': {
    earn: '{points} points: {title}',
    reverse: '{points} points taken back, because the attendance was corrected: {title}',
    expire: '{points} points expired',
    noPerson: 'this is about the points of one person: call it as that person, or with an on-behalf-of',
  },
  'cy-GB': {
    earn: '{points} pwynt: {title}',
    reverse: 'Tynnwyd {points} pwynt yn ôl, oherwydd cywirwyd y presenoldeb: {title}',
    expire: 'Daeth {points} pwynt i ben',
    noPerson: 'mae hyn yn ymwneud â phwyntiau un person: galwch fel y person hwnnw, neu ar ran rhywun',
  },
})
