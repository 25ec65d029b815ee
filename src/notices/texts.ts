// The sentences of mails, and the words for facts that mails and pages share, in every locale. Never a name in them: names
// come in as figures.
import { defineTexts } from '../kernel/index.ts'

/** Labels and values of facts about a booking. */
export const factTexts = defineTexts({
  'en-GB': {
    who: 'Who',
    when: 'When',
    what: 'What',
    host: 'Host',
    where: 'Where',
    area: 'Area',
    leave: 'Leave',
    description: 'About',
    reason: 'Reason given',
    answerBy: 'Answer by',
    offered: 'Offered instead',
    hostApproved: 'An approved host',
    hostOwn: 'A host they found themselves',
    remote: 'Online',
    leaveValue: '{hours} of scheduled time',
    leaveNone: 'None: it falls in own time',
    volunteering: 'Volunteering',
    nameless: 'Somebody',
  },
  'cy-GB': {
    who: 'Pwy',
    when: 'Pryd',
    what: 'Beth',
    host: 'Sefydliad',
    where: 'Ble',
    area: 'Ardal',
    leave: 'Absenoldeb',
    description: 'Disgrifiad',
    reason: 'Rheswm a roddwyd',
    answerBy: 'Ateb erbyn',
    offered: 'Cynnig yn lle hynny',
    hostApproved: 'Sefydliad cymeradwy',
    hostOwn: 'Sefydliad o’u dewis eu hunain',
    remote: 'Ar-lein',
    leaveValue: '{hours} o amser gwaith',
    leaveNone: 'Dim: mae yn eu hamser eu hunain',
    volunteering: 'Gwirfoddoli',
    nameless: 'Rhywun',
  },
})

/** Mails: `<letter>.subject`, `.lead` and, where there is something to do, `.action`. */
export const mailTexts = defineTexts({
  'en-GB': {
    hello: 'Hello {name},',
    helloNameless: 'Hello,',
    automatic: 'Boonday sent this message by itself.',
    linkOnce:
      'This link is meant for you alone. Opening it changes nothing; one answer can be given with it, until {until}.',
    linkAttendance: 'This link is meant for you alone. It takes one record, once the day has begun and until {until}.',
    linkHome: 'This link is meant for you alone and shows your own page until {until}. Each button on it works once.',
    home: 'Your hours, your next days, dropping out',
    'approver-asked.subject': 'Please decide: volunteering leave on {day}',
    'approver-asked.lead': '{person} asks for volunteering leave. It is held until you decide.',
    'approver-asked.action': 'See the request and decide',
    'body-asked.subject': 'Please answer: a volunteer on {day}',
    'body-asked.lead': '{person} would like to come. Please confirm, offer another session or decline.',
    'body-asked.action': 'See the request and answer',
    'body-confirmed.subject': 'Confirmed: a volunteer on {day}',
    'body-confirmed.lead': '{person} is coming. Once the day is over, please record who came: it takes a minute.',
    'body-confirmed.action': 'Record who came',
    'body-cancelled.subject': 'Cancelled: a volunteer on {day}',
    'body-cancelled.lead': '{person} is not coming after all. The seat is free again.',
    'body-released.subject': 'No answer needed any more: a volunteer on {day}',
    'body-released.lead': 'The request of {person} has been withdrawn or its time has run out. There is nothing to do.',
    'person-waitlisted.subject': 'You are on the waiting list for {day}',
    'person-waitlisted.lead': 'All seats are taken. If one becomes free, we ask for it on your behalf and tell you.',
    'person-awaiting-approval.subject': 'Your request for {day}',
    'person-awaiting-approval.lead':
      'We have your request, and the person who approves your leave has been asked. Your hours and your place are held until they answer.',
    'person-awaiting-confirmation.subject': 'Your request for {day}',
    'person-awaiting-confirmation.lead':
      'We have your request, and the people on site have been asked. Your hours and your place are held until they answer.',
    'person-approved.subject': 'Approved: {day}',
    'person-approved.lead': 'Your leave is approved. Now the people on site have been asked to confirm.',
    'person-confirmed.subject': 'Confirmed: volunteering on {day}',
    'person-confirmed.lead': 'It is settled: you are expected. An entry for your calendar is attached.',
    'person-counter-offered.subject': 'Another time is offered instead of {day}',
    'person-counter-offered.lead':
      'The people on site cannot take you then, but offer another session. Please accept or refuse it.',
    'person-counter-offered.action': 'See the offer and answer',
    'person-declined.subject': 'Declined: {day}',
    'person-declined.lead': 'Your request was declined. The hours are back in your balance.',
    'person-lapsed.subject': 'No answer in time: {day}',
    'person-lapsed.lead': 'Nobody answered in time, so your request has lapsed. The hours are back in your balance.',
    'person-withdrawn.subject': 'Withdrawn: {day}',
    'person-withdrawn.lead': 'You have withdrawn your request. The hours are back in your balance.',
    'person-cancelled.subject': 'Cancelled: volunteering on {day}',
    'person-cancelled.lead': 'This day is cancelled. The hours are back in your balance, and your calendar is told.',
    'person-home.subject': 'Your volunteering page',
    'person-home.lead':
      'Here is the link to your own page. It shows your hours and your next days; you can book and drop out there.',
    'person-home.action': 'Open your page',
    calendarSummary: 'Volunteering',
    calendarDescription: 'The details are in the message that this entry came with.',
  },
  'cy-GB': {
    hello: 'Helo {name},',
    helloNameless: 'Helo,',
    automatic: 'Anfonwyd y neges hon yn awtomatig gan Boonday.',
    linkOnce:
      'I chi yn unig y mae’r ddolen hon. Nid yw ei hagor yn newid dim; gellir rhoi un ateb drwyddi, tan {until}.',
    linkAttendance:
      'I chi yn unig y mae’r ddolen hon. Mae’n derbyn un cofnod, unwaith y bydd y diwrnod wedi dechrau a than {until}.',
    linkHome:
      'I chi yn unig y mae’r ddolen hon, ac mae’n dangos eich tudalen eich hun tan {until}. Mae pob botwm arni’n gweithio unwaith.',
    home: 'Eich oriau, eich diwrnodau nesaf, tynnu’n ôl',
    'approver-asked.subject': 'Angen penderfyniad: absenoldeb gwirfoddoli ar {day}',
    'approver-asked.lead': 'Mae {person} yn gofyn am absenoldeb gwirfoddoli. Mae’n cael ei gadw nes i chi benderfynu.',
    'approver-asked.action': 'Gweld y cais a phenderfynu',
    'body-asked.subject': 'Angen ateb: gwirfoddolwr ar {day}',
    'body-asked.lead': 'Hoffai {person} ddod. Cadarnhewch, cynigiwch sesiwn arall neu gwrthodwch, os gwelwch yn dda.',
    'body-asked.action': 'Gweld y cais ac ateb',
    'body-confirmed.subject': 'Wedi’i gadarnhau: gwirfoddolwr ar {day}',
    'body-confirmed.lead':
      'Mae {person} yn dod. Ar ôl y diwrnod, cofnodwch pwy ddaeth, os gwelwch yn dda: munud o waith yw hi.',
    'body-confirmed.action': 'Cofnodi pwy ddaeth',
    'body-cancelled.subject': 'Wedi’i ganslo: gwirfoddolwr ar {day}',
    'body-cancelled.lead': 'Ni fydd {person} yn dod wedi’r cyfan. Mae’r lle yn rhydd eto.',
    'body-released.subject': 'Dim angen ateb bellach: gwirfoddolwr ar {day}',
    'body-released.lead': 'Mae cais {person} wedi’i dynnu’n ôl neu mae ei amser wedi dod i ben. Nid oes dim i’w wneud.',
    'person-waitlisted.subject': 'Rydych ar y rhestr aros ar gyfer {day}',
    'person-waitlisted.lead':
      'Mae pob lle wedi’i gymryd. Os daw un yn rhydd, byddwn yn gofyn amdano ar eich rhan ac yn dweud wrthych.',
    'person-awaiting-approval.subject': 'Eich cais ar gyfer {day}',
    'person-awaiting-approval.lead':
      'Mae eich cais wedi’n cyrraedd, a gofynnwyd i’r sawl sy’n cymeradwyo eich absenoldeb. Cedwir eich oriau a’ch lle nes iddynt ateb.',
    'person-awaiting-confirmation.subject': 'Eich cais ar gyfer {day}',
    'person-awaiting-confirmation.lead':
      'Mae eich cais wedi’n cyrraedd, a gofynnwyd i’r bobl ar y safle. Cedwir eich oriau a’ch lle nes iddynt ateb.',
    'person-approved.subject': 'Wedi’i gymeradwyo: {day}',
    'person-approved.lead': 'Mae eich absenoldeb wedi’i gymeradwyo. Gofynnwyd yn awr i’r bobl ar y safle gadarnhau.',
    'person-confirmed.subject': 'Wedi’i gadarnhau: gwirfoddoli ar {day}',
    'person-confirmed.lead':
      'Mae popeth wedi’i drefnu: bydd pobl yn eich disgwyl. Mae cofnod ar gyfer eich calendr ynghlwm.',
    'person-counter-offered.subject': 'Cynigir amser arall yn lle {day}',
    'person-counter-offered.lead':
      'Ni all y bobl ar y safle eich derbyn bryd hynny, ond maent yn cynnig sesiwn arall. Derbyniwch neu gwrthodwch hi, os gwelwch yn dda.',
    'person-counter-offered.action': 'Gweld y cynnig ac ateb',
    'person-declined.subject': 'Gwrthodwyd: {day}',
    'person-declined.lead': 'Gwrthodwyd eich cais. Mae’r oriau yn ôl yn eich balans.',
    'person-lapsed.subject': 'Dim ateb mewn pryd: {day}',
    'person-lapsed.lead':
      'Ni chafwyd ateb mewn pryd, felly mae eich cais wedi dod i ben. Mae’r oriau yn ôl yn eich balans.',
    'person-withdrawn.subject': 'Tynnwyd yn ôl: {day}',
    'person-withdrawn.lead': 'Rydych wedi tynnu eich cais yn ôl. Mae’r oriau yn ôl yn eich balans.',
    'person-cancelled.subject': 'Wedi’i ganslo: gwirfoddoli ar {day}',
    'person-cancelled.lead':
      'Mae’r diwrnod hwn wedi’i ganslo. Mae’r oriau yn ôl yn eich balans, a rhoddwyd gwybod i’ch calendr.',
    'person-home.subject': 'Eich tudalen wirfoddoli',
    'person-home.lead':
      'Dyma’r ddolen i’ch tudalen eich hun. Mae’n dangos eich oriau a’ch diwrnodau nesaf; gallwch archebu a thynnu’n ôl yno.',
    'person-home.action': 'Agor eich tudalen',
    calendarSummary: 'Gwirfoddoli',
    calendarDescription: 'Mae’r manylion yn y neges y daeth y cofnod hwn gyda hi.',
  },
})

/** A key of the mails' sentences. */
export type MailKey = keyof (typeof mailTexts)['en-GB']
