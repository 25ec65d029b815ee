// Mail as it really leaves and arrives: a server receives it, a parser reads it. And what can not be smuggled into it.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import t, { type Test } from 'tap'
import { fieldTable } from '../../src/http/index.ts'
import { isMailAddress, parseMailbox } from '../../src/notices/address.ts'
import { cancellationOf, invitationOf } from '../../src/notices/calendar.ts'
import { htmlOf, textOf } from '../../src/notices/letter.ts'
import { approverTopic, bodyTopic, endsInvitation, personTopic, writeLetter } from '../../src/notices/letters.ts'
import { createMailer, type Message } from '../../src/notices/mailer.ts'
import { type Notice, noticeFor, ownNotice } from '../../src/notices/notice.ts'

const entry = {
  uid: '01900000-0000-7000-8000-0000000000b1@boonday.example.org',
  sequence: 0,
  changedAt: '2026-06-01T12:00:00.000Z',
  startsAt: '2026-07-10T08:30:00.000Z',
  endsAt: '2026-07-10T15:30:00.000Z',
  zone: 'Europe/London',
  summary: 'Volunteering',
  description: null,
  location: null,
}
const attendee = { name: 'Ffion Bevan', address: 'ffion@example.org' }

const message = (more: Partial<Message> = {}): Message => ({
  deliveryId: '01900000-0000-7000-8000-0000000000d1',
  topic: 'person-confirmed',
  to: attendee,
  subject: 'Confirmed: volunteering on Friday 10 July 2026',
  text: 'Hello Ffion,\n\nIt is settled.\n',
  html: '<p>Hello Ffion,</p><p>It is settled.</p>',
  ...more,
})

interface Received {
  readonly mail: ParsedMail
  readonly raw: string
  readonly envelope: { from: string; to: string[] }
}

/** A mail server on a free port of this machine that keeps what it takes; `refuse` makes it say no to every recipient. */
const mailServer = async (t: Test, refuse = false): Promise<{ url: string; received: Received[] }> => {
  const received: Received[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: (address, _session, done) =>
      refuse ? done(Object.assign(new Error(`no such user ${address.address}`), { responseCode: 550 })) : done(),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const raw = Buffer.concat(chunks)
        const { mailFrom, rcptTo } = session.envelope
        const envelope = { from: mailFrom === false ? '' : mailFrom.address, to: rcptTo.map(({ address }) => address) }
        simpleParser(raw).then((mail) => {
          received.push({ mail, raw: raw.toString('utf8'), envelope })
          done()
        }, done)
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => new Promise<void>((resolve) => server.close(resolve)))
  const address = server.server.address()
  return { url: `smtp://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`, received }
}

t.test(
  'an invitation arrives as text, HTML and an iMIP part whose method is that of the calendar inside',
  async (t) => {
    const { url, received } = await mailServer(t)
    const mailer = createMailer({ from: 'Boonday <boonday@example.org>', smtpUrl: url })
    t.teardown(() => mailer.close())
    const parties = { organizer: mailer.from, attendee }
    await mailer.send(message({ calendar: { method: 'REQUEST', content: invitationOf(entry, parties) } }))
    await mailer.send(
      message({ calendar: { method: 'CANCEL', content: cancellationOf({ ...entry, sequence: 1 }, parties) } }),
    )
    t.equal(received.length, 2)
    for (const [index, method] of ['REQUEST', 'CANCEL'].entries()) {
      const { mail, raw, envelope } = received[index] as Received
      t.equal(mail.text?.trim(), 'Hello Ffion,\n\nIt is settled.', 'the text part is complete by itself')
      t.match(mail.html, /It is settled/)
      t.match(raw, new RegExp(`Content-Type: text/calendar;[^\\r]*(\\r\\n[ \\t][^\\r]*)*method=${method}`))
      const calendar = mail.attachments.find(
        (part) => part.contentType === 'text/calendar' || part.contentType === 'application/ics',
      )
      t.match(calendar?.content.toString('utf8'), new RegExp(`\\r\\nMETHOD:${method}\\r\\n`))
      t.match(
        calendar?.content.toString('utf8').replaceAll('\r\n ', ''),
        /ORGANIZER;CN="Boonday":mailto:boonday@example\.org/,
      )
      t.same(mail.from?.value, [{ name: 'Boonday', address: 'boonday@example.org' }], 'the sender is the organizer')
      t.ok(raw.indexOf('text/plain') < raw.indexOf('text/html'), 'plain text comes first')
      t.ok(raw.indexOf('text/html') < raw.indexOf('text/calendar'))
      t.same(envelope, { from: 'boonday@example.org', to: ['ffion@example.org'] })
      t.equal(mail.headers.get('auto-submitted'), 'auto-generated')
    }
  },
)

t.test('a delivery that is repeated has the same Message-ID, and in a folder it is the same file', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'boonday-mail-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const mailer = createMailer({ from: 'boonday@example.org', folder })
  await mailer.send(message())
  await mailer.send(message())
  await mailer.send(message({ deliveryId: '01900000-0000-7000-8000-0000000000d0', topic: 'body/../asked' }))
  const files = (await readdir(folder)).sort()
  t.same(files, [
    '01900000-0000-7000-8000-0000000000d0-body____asked.eml',
    '01900000-0000-7000-8000-0000000000d1-person-confirmed.eml',
  ])
  const mail = await simpleParser(await readFile(join(folder, files[1] ?? '')))
  t.equal(mail.messageId, '<01900000-0000-7000-8000-0000000000d1@example.org>')
  t.equal(mail.subject, 'Confirmed: volunteering on Friday 10 July 2026')
})

t.test('line ends in names and subjects become no header and no recipient', async (t) => {
  const { url, received } = await mailServer(t)
  const mailer = createMailer({ from: 'boonday@example.org', smtpUrl: url })
  t.teardown(() => mailer.close())
  await mailer.send(
    message({
      subject: 'Hello\r\nBcc: all@example.org\r\n\r\nEvil body',
      to: { name: 'Ffion\r\nBcc: all@example.org", <evil@example.org>', address: 'ffion@example.org' },
    }),
  )
  const { mail, raw, envelope } = received[0] as Received
  t.same(envelope.to, ['ffion@example.org'])
  t.notMatch(raw, /^Bcc:/im)
  t.equal(mail.subject, 'Hello Bcc: all@example.org Evil body')
  t.same(mail.headers.get('bcc'), undefined)
})

t.test('an address that is not exactly one address is not written to', async (t) => {
  const { url, received } = await mailServer(t)
  const mailer = createMailer({ from: 'boonday@example.org', smtpUrl: url })
  t.teardown(() => mailer.close())
  const wrong = [
    'a@example.org, b@example.org',
    'a@example.org\r\nRCPT TO:<b@example.org>',
    '<a@example.org>',
    '"a b"@example.org',
    'a@localhost',
    'a@[127.0.0.1]',
    'a..b@example.org',
    'a@example.org ',
    '',
    `${'a'.repeat(65)}@example.org`,
  ]
  for (const address of wrong) {
    t.notOk(isMailAddress(address), JSON.stringify(address))
    await t.rejects(mailer.send(message({ to: { name: null, address } })), /no usable mail address/)
  }
  t.same(received, [])
  for (const address of ["o'brien+leave@mail.example.org", 'x_1@sub.example.co.uk', 'a@bücher.example'])
    t.ok(isMailAddress(address), address)
  t.same(parseMailbox('Boonday Office <boonday@example.org>'), {
    name: 'Boonday Office',
    address: 'boonday@example.org',
  })
  t.equal(parseMailbox('Boonday <boonday@example.org>, b@example.org'), null)
  t.throws(() => createMailer({ from: 'nobody', smtpUrl: url }), /mail\.from/)
})

t.test('when the server refuses, the error holds its codes and nobody’s address', async (t) => {
  const { url } = await mailServer(t, true)
  const mailer = createMailer({ from: 'boonday@example.org', smtpUrl: url })
  t.teardown(() => mailer.close())
  const error = await mailer.send(message()).then(
    () => null,
    (error: unknown) => error,
  )
  t.ok(error instanceof Error)
  t.match(String((error as Error).message), /EENVELOPE 550/)
  t.notMatch(`${(error as Error).stack} ${JSON.stringify(error)} ${String((error as Error).cause)}`, /ffion/i)
})

const notice: Notice = {
  startsAt: '2026-07-10T08:30:00.000Z',
  endsAt: '2026-07-10T15:30:00.000Z',
  zone: 'Europe/London',
  personName: 'Ffion Bevan',
  leaveMinutes: 450,
  kind: 'placement',
  title: 'Spreadsheet rescue',
  hostName: 'Canalside Larder',
  description: 'Sort the stock list.',
  address: '12 Canal Walk, Ashford',
  areaCode: 'E07000105',
  remote: false,
  answerBy: '2026-07-03T16:00:00.000Z',
  offered: null,
}

const lettersOf = (reader: Parameters<typeof noticeFor>[0], topic: 'approver-asked' | 'body-asked') => {
  const letter = writeLetter({
    locale: 'en-GB',
    topic,
    readerName: null,
    seen: noticeFor(reader, notice),
    reason: null,
    links: [],
  })
  return `${letter.subject}\n${textOf(letter)}\n${htmlOf(letter)}`
}

t.test('each reader is told what the role x field table allows, and nothing else', async (t) => {
  const area = lettersOf({ role: 'manager', managerSees: 'area' }, 'approver-asked')
  t.match(area, /E07000105/)
  t.match(area, /An approved host/)
  t.match(area, /7 h 30 min/)
  t.notMatch(
    area,
    /Canalside|Spreadsheet|Canal Walk|stock list/,
    'a manager is not told the host unless the policy says so',
  )
  const host = lettersOf({ role: 'manager', managerSees: 'host' }, 'approver-asked')
  t.match(host, /Canalside Larder/)
  t.notMatch(host, /stock list/)
  const body = lettersOf({ role: 'broker' }, 'body-asked')
  t.match(body, /Canalside Larder/)
  t.match(body, /12 Canal Walk/)
  t.notMatch(body, /7 h|450/, 'a body is not told what it costs in leave')
  for (const [role, kind] of [
    ['manager', 'bookingNotice'],
    ['broker', 'bookingNotice'],
    ['self', 'bookingNotice'],
  ] as const) {
    const seen = noticeFor(role === 'manager' ? { role, managerSees: 'area' } : { role }, notice)
    for (const field of Object.keys(notice)) {
      t.equal(field in seen, fieldTable[kind]?.[field]?.split(' ').includes(role) ?? false, `${role} and ${field}`)
    }
  }
  t.same(ownNotice(notice, false).answerBy, null, 'nobody is shown somebody else’s deadline as their own')
})

t.test('a mail is complete as text, in both languages, with every link on a line of its own', async (t) => {
  const url = 'https://boonday.example.org/l/abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'
  for (const locale of ['en-GB', 'cy-GB'] as const) {
    const letter = writeLetter({
      locale,
      topic: 'body-asked',
      readerName: 'Canalside Volunteer Centre',
      seen: noticeFor({ role: 'broker' }, { ...notice, title: 'Rescue <script>alert(1)</script> "x"\r\ny' }),
      reason: null,
      links: [{ use: 'once', url, until: '2026-07-03T16:00:00.000Z', zone: 'Europe/London' }],
    })
    const text = textOf(letter)
    t.ok(text.split('\n').includes(url))
    t.ok(text.split('\n').every((line) => line.length <= 78 || line === url))
    t.match(
      text,
      locale === 'en-GB'
        ? /Friday 10 July 2026, 09:30 – 16:30 \(BST\)/
        : /Dydd Gwener 10 Gorffennaf 2026, 09:30 – 16:30/,
    )
    t.notMatch(text, /\{\w+\}/, 'no figure is left open')
    t.match(text, /Rescue <script>alert\(1\)<\/script> "x" y/)
    const html = htmlOf(letter)
    t.notMatch(html, /<script/)
    t.match(html, /&lt;script&gt;/)
    t.match(html, new RegExp(`<html lang="${locale}">`))
    t.notMatch(html, /<img|@import|url\(/)
  }
})

t.test('a change is told to those it concerns, once', async (t) => {
  const change = (type: string, previousState: string | null, state: string) => ({
    type: `booking.${type}`,
    previousState,
    state,
  })
  const table = [
    [change('requested', null, 'waitlisted'), null, null, 'person-waitlisted'],
    [change('requested', null, 'awaiting_approval'), 'approver-asked', null, 'person-awaiting-approval'],
    [change('requested', null, 'awaiting_confirmation'), null, 'body-asked', 'person-awaiting-confirmation'],
    [change('approved', 'awaiting_approval', 'awaiting_approval'), 'approver-asked', null, 'person-awaiting-approval'],
    [change('approved', 'awaiting_approval', 'awaiting_confirmation'), null, 'body-asked', 'person-approved'],
    [change('approved', 'awaiting_approval', 'confirmed'), null, null, null],
    [change('confirmed', 'awaiting_approval', 'confirmed'), null, 'body-confirmed', 'person-confirmed'],
    [change('confirmed', 'awaiting_confirmation', 'confirmed'), null, 'body-confirmed', 'person-confirmed'],
    [change('counter_offered', 'awaiting_confirmation', 'counter_offered'), null, null, 'person-counter-offered'],
    [change('declined', 'awaiting_approval', 'declined'), null, null, 'person-declined'],
    [change('declined', 'awaiting_confirmation', 'declined'), null, null, 'person-declined'],
    [change('withdrawn', 'awaiting_approval', 'withdrawn'), null, null, 'person-withdrawn'],
    [change('withdrawn', 'awaiting_confirmation', 'withdrawn'), null, 'body-released', 'person-withdrawn'],
    [change('withdrawn', 'counter_offered', 'withdrawn'), null, 'body-released', 'person-withdrawn'],
    [change('lapsed', 'awaiting_confirmation', 'lapsed'), null, 'body-released', 'person-lapsed'],
    [change('lapsed', 'waitlisted', 'lapsed'), null, null, 'person-lapsed'],
    [change('cancelled', 'confirmed', 'cancelled'), null, 'body-cancelled', 'person-cancelled'],
  ] as const
  for (const [one, approver, body, person] of table) {
    const name = `${one.type} from ${one.previousState} to ${one.state}`
    t.same([approverTopic(one), bodyTopic(one), personTopic(one)], [approver, body, person], name)
    t.equal(endsInvitation(one), one.previousState === 'confirmed' && one.state === 'cancelled', name)
  }
})
