// What a page says after somebody acted, or instead of a page that cannot be used any more; and the coded reasons of a no.
import { defineTexts, type Locale, say } from '../kernel/index.ts'
import type { cancelReasons, declineReasons } from '../placements/index.ts'

/** `<outcome>.title` and `.text`. */
export const outcomeTexts = defineTexts({
  'en-GB': {
    'confirmed.title': 'Confirmed',
    'confirmed.text': 'Thank you. The volunteer has been told, and you will get a mail with everything about the day.',
    'offered.title': 'Offer sent',
    'offered.text':
      'Thank you. The volunteer has been asked whether the other session suits, and you will hear from us.',
    'body-declined.title': 'Declined',
    'body-declined.text': 'Thank you for answering. The volunteer has been told, and the seat is free again.',
    'approved.title': 'Approved',
    'approved.text': 'Thank you. The request goes on; there is nothing else for you to do.',
    'manager-declined.title': 'Declined',
    'manager-declined.text': 'Thank you for answering. The person has been told, and their hours are theirs again.',
    'accepted.title': 'Offer accepted',
    'accepted.text': 'Thank you. You will get a mail as soon as it is settled.',
    'refused-offer.title': 'Offer refused',
    'refused-offer.text': 'Your request has ended, and your hours are back in your balance.',
    'recorded.title': 'Recorded',
    'recorded.text': 'Thank you: this is what counts for the volunteer, the group and the reports.',
    'booked.title': 'Asked for',
    'booked.text': 'Your place and your hours are held. You will get a mail as soon as there is an answer.',
    'dropped.title': 'Done',
    'dropped.text': 'You are not expected any more, and the hours are back in your balance.',
    'used.title': 'This link has been used',
    'used.text':
      'An answer was given with it already. Nothing else can be changed with it. If something has to change, please answer the mail it came with or ask whoever sent it.',
    'expired.title': 'This link has expired',
    'expired.text':
      'Its time has run out, and nothing was changed. If you still need it, please ask whoever sent it for a new one.',
    'unknown.title': 'This link is not known here',
    'unknown.text':
      'Please check that the whole address was copied from the mail, to its last character. Links are removed some time after they expire: if yours is old, ask whoever sent it for a new one.',
    'gone.title': 'There is nothing here any more',
    'gone.text': 'What this link was about has been removed. There is nothing for you to do.',
    'failed.title': 'Something went wrong on our side',
    'failed.text': 'Nothing was changed. Please try again in a minute.',
    'busy.title': 'One moment, please',
    'busy.text': 'Somebody is changing the same thing right now. Nothing was changed; please try again in a minute.',
    'invalid.title': 'That was not possible',
    'invalid.text': 'Nothing was changed. Please open the link again and repeat your choice.',
  },
  'cy-GB': {
    'confirmed.title': 'Wedi’i gadarnhau',
    'confirmed.text': 'Diolch. Mae’r gwirfoddolwr wedi cael gwybod, a chewch neges gyda phopeth am y diwrnod.',
    'offered.title': 'Cynnig wedi’i anfon',
    'offered.text': 'Diolch. Gofynnwyd i’r gwirfoddolwr a yw’r sesiwn arall yn addas, a chewch glywed gennym.',
    'body-declined.title': 'Gwrthodwyd',
    'body-declined.text': 'Diolch am ateb. Mae’r gwirfoddolwr wedi cael gwybod, ac mae’r lle yn rhydd eto.',
    'approved.title': 'Cymeradwywyd',
    'approved.text': 'Diolch. Mae’r cais yn mynd yn ei flaen; nid oes dim arall i chi ei wneud.',
    'manager-declined.title': 'Gwrthodwyd',
    'manager-declined.text': 'Diolch am ateb. Mae’r person wedi cael gwybod, ac mae’r oriau yn ôl yn eu balans.',
    'accepted.title': 'Derbyniwyd y cynnig',
    'accepted.text': 'Diolch. Cewch neges cyn gynted ag y bydd popeth wedi’i drefnu.',
    'refused-offer.title': 'Gwrthodwyd y cynnig',
    'refused-offer.text': 'Mae eich cais wedi dod i ben, ac mae eich oriau yn ôl yn eich balans.',
    'recorded.title': 'Cofnodwyd',
    'recorded.text': 'Diolch: dyma sy’n cyfrif i’r gwirfoddolwr, y grŵp a’r adroddiadau.',
    'booked.title': 'Gofynnwyd',
    'booked.text': 'Cedwir eich lle a’ch oriau. Cewch neges cyn gynted ag y bydd ateb.',
    'dropped.title': 'Wedi’i wneud',
    'dropped.text': 'Nid oes neb yn eich disgwyl mwyach, ac mae’r oriau yn ôl yn eich balans.',
    'used.title': 'Mae’r ddolen hon wedi’i defnyddio',
    'used.text':
      'Rhoddwyd ateb drwyddi eisoes. Ni ellir newid dim arall â hi. Os oes angen newid rhywbeth, atebwch y neges y daeth gyda hi neu gofynnwch i’r sawl a’i hanfonodd.',
    'expired.title': 'Mae’r ddolen hon wedi dod i ben',
    'expired.text':
      'Mae ei hamser ar ben, ac ni newidiwyd dim. Os oes ei hangen arnoch o hyd, gofynnwch i’r sawl a’i hanfonodd am un newydd.',
    'unknown.title': 'Nid yw’r ddolen hon yn hysbys yma',
    'unknown.text':
      'Gwnewch yn siŵr bod y cyfeiriad cyfan wedi’i gopïo o’r neges, hyd at y nod olaf. Caiff dolenni eu dileu beth amser ar ôl dod i ben: os yw’ch un chi’n hen, gofynnwch i’r sawl a’i hanfonodd am un newydd.',
    'gone.title': 'Nid oes dim yma bellach',
    'gone.text': 'Mae’r hyn yr oedd y ddolen hon yn ymwneud ag ef wedi’i ddileu. Nid oes dim i chi ei wneud.',
    'failed.title': 'Aeth rhywbeth o’i le ar ein hochr ni',
    'failed.text': 'Ni newidiwyd dim. Rhowch gynnig arall arni ymhen munud.',
    'busy.title': 'Un eiliad, os gwelwch yn dda',
    'busy.text':
      'Mae rhywun yn newid yr un peth ar hyn o bryd. Ni newidiwyd dim; rhowch gynnig arall arni ymhen munud.',
    'invalid.title': 'Nid oedd hynny’n bosibl',
    'invalid.text': 'Ni newidiwyd dim. Agorwch y ddolen eto ac ailadroddwch eich dewis.',
  },
})

type OutcomeTextKey = keyof (typeof outcomeTexts)['en-GB']
/** What happened, or why a page is not there: the name of its title and text. */
export type Outcome = OutcomeTextKey extends infer Key ? (Key extends `${infer Name}.title` ? Name : never) : never

type ReasonCode = (typeof declineReasons)[number] | (typeof cancelReasons)[number]

/** Why somebody says no or calls off, in words; the codes are what is kept. */
const reasonTexts = defineTexts<ReasonCode>({
  'en-GB': {
    service_impact: 'The work needs this person then',
    cover_unavailable: 'Nobody can stand in',
    busy_period: 'It is a busy period',
    activity_unsuitable: 'The skills and the activity do not fit',
    no_capacity: 'There is no room any more',
    group_withdrew: 'The group has withdrawn',
    other_volunteer: 'Somebody else has been found',
    changed_plans: 'Plans have changed',
    ill: 'Illness',
    service_need: 'The work needs this person then',
    weather: 'The weather',
    other: 'Another reason',
  },
  'cy-GB': {
    service_impact: 'Mae angen y person hwn ar y gwaith bryd hynny',
    cover_unavailable: 'Ni all neb gymryd eu lle',
    busy_period: 'Mae’n gyfnod prysur',
    activity_unsuitable: 'Nid yw’r sgiliau a’r gweithgaredd yn addas i’w gilydd',
    no_capacity: 'Nid oes lle bellach',
    group_withdrew: 'Mae’r grŵp wedi tynnu’n ôl',
    other_volunteer: 'Mae rhywun arall wedi’i ganfod',
    changed_plans: 'Mae’r cynlluniau wedi newid',
    ill: 'Salwch',
    service_need: 'Mae angen y person hwn ar y gwaith bryd hynny',
    weather: 'Y tywydd',
    other: 'Rheswm arall',
  },
})

/** Reasons a body may choose from. */
export const bodyReasons: readonly ReasonCode[] = [
  'no_capacity',
  'activity_unsuitable',
  'group_withdrew',
  'other_volunteer',
]
/** Reasons a manager may choose from: about the work, never about the activity. */
export const managerReasons: readonly ReasonCode[] = ['service_impact', 'cover_unavailable', 'busy_period']

/** A coded reason in words; null where the code is none that has words. */
export const sayReason = (locale: Locale, code: string): string | null =>
  Object.hasOwn(reasonTexts[locale], code) ? say(reasonTexts, locale, code as ReasonCode) : null
