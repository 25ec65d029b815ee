// Sentences of the points ledger for the person who earned them.
import { defineTexts } from '../kernel/index.ts'

/** One sentence for each kind of entry that a person reads. */
export const texts = defineTexts({
  'en-GB': {
    earn: '{points} points: {title}',
    reverse: '{points} points taken back, because the attendance was corrected: {title}',
    expire: '{points} points expired',
  },
  'cy-GB': {
    earn: '{points} pwynt: {title}',
    reverse: 'Tynnwyd {points} pwynt yn ôl, oherwydd cywirwyd y presenoldeb: {title}',
    expire: 'Daeth {points} pwynt i ben',
  },
})
