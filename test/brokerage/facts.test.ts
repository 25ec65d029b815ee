// The pure parts of brokerage: notice, areas, register ids, standing of a link, said times, and the plan of an import.
import t from 'tap'
import { isAreaCode, noticeDaysFor, noticeRulesFault, termsAfter, termsOn } from '../../src/brokerage/body.ts'
import { inChunks } from '../../src/brokerage/chunks.ts'
import { planImport } from '../../src/brokerage/import-plan.ts'
import { acceptableTermsOn, standingOn } from '../../src/brokerage/link.ts'
import { parseOrgId, schemeOfRegistrar } from '../../src/brokerage/org-id.ts'
import { unbookableFor } from '../../src/brokerage/said-time.ts'

t.test('notice is that of the largest group size reached, and none where a body asks for none', async (t) => {
  const noticeRules = [
    { heads: 1, days: 5 },
    { heads: 6, days: 20 },
    { heads: 25, days: 60 },
  ]
  const cases = [
    [1, 5],
    [5, 5],
    [6, 20],
    [24, 20],
    [25, 60],
    [400, 60],
  ] as const
  for (const [heads, days] of cases) t.equal(noticeDaysFor({ noticeRules }, heads), days, `${heads} people`)
  t.equal(noticeDaysFor({ noticeRules: [] }, 3), 0)
})

t.test('notice rules begin at one person and rise, so that every group size has exactly one notice', async (t) => {
  t.equal(noticeRulesFault([]), null)
  t.equal(noticeRulesFault([{ heads: 1, days: 5 }]), null)
  t.equal(noticeRulesFault([{ heads: 2, days: 5 }]), 'notice_rules_start')
  const twice = [1, 4, 4].map((heads) => ({ heads, days: heads }))
  t.equal(noticeRulesFault(twice), 'notice_rules_order')
  const falling = [1, 9, 4].map((heads) => ({ heads, days: heads }))
  t.equal(noticeRulesFault(falling), 'notice_rules_order')
})

t.test('an area code has the form of its scheme', async (t) => {
  for (const code of ['E07000105', 'W06000015', 'S12000036', 'N09000003'])
    t.ok(isAreaCode({ scheme: 'gss', code }), code)
  for (const code of ['TN23', 'SW1A', 'M1', 'EC2']) t.ok(isAreaCode({ scheme: 'postcode_district', code }), code)
  for (const code of ['E0700010', 'e07000105', 'TN23', 'X07000105']) t.notOk(isAreaCode({ scheme: 'gss', code }), code)
  for (const code of ['TN23 1AA', 'tn23', 'E07000105', '']) {
    t.notOk(isAreaCode({ scheme: 'postcode_district', code }), code)
  }
})

t.test('a register id is taken in the form of its register, and a fault names the register and the form', async (t) => {
  const good: [string, string, string][] = [
    ['GB-CHC-234567', 'GB-CHC', '234567'],
    ['GB-CHC-1234567', 'GB-CHC', '1234567'],
    ['GB-CHC-1234567-12', 'GB-CHC', '1234567-12'],
    ['GB-SC-SC012345', 'GB-SC', 'SC012345'],
    ['GB-NIC-100123', 'GB-NIC', '100123'],
    ['GB-COH-01234567', 'GB-COH', '01234567'],
    ['GB-COH-CE001234', 'GB-COH', 'CE001234'],
    ['GB-COH-IP12345R', 'GB-COH', 'IP12345R'],
    ['GB-LAE-BIR', 'GB-LAE', 'BIR'],
    ['GB-REV-XT12345', 'GB-REV', 'XT12345'],
    ['BE-BCE_KBO-0123456789', 'BE-BCE_KBO', '0123456789'],
  ]
  for (const [text, scheme, id] of good) t.same(parseOrgId(text), { scheme, id }, text)
  const ofRegister: [string, string][] = [
    ['GB-CHC-12345', 'GB-CHC'],
    ['GB-CHC-0234567', 'GB-CHC'],
    ['GB-SC-012345', 'GB-SC'],
    ['GB-NIC-NIC100123', 'GB-NIC'],
    ['GB-COH-1234567', 'GB-COH'],
  ]
  for (const [text, scheme] of ofRegister) {
    const fault = parseOrgId(text)
    t.has(fault, { fault: 'org_id_scheme_form', figures: { orgId: text, scheme } }, text)
    const example = 'figures' in fault ? fault.figures.example : ''
    t.same(Object.keys(parseOrgId(example)), ['scheme', 'id'], `the example ${example} is one`)
  }
  for (const text of [
    '',
    '1234567',
    'GB-CHC',
    'gb-chc-1234567',
    'GB-CHC- 1234567',
    'CHC-1234567',
    `GB-LAE-${'x'.repeat(60)}`,
  ]) {
    t.has(parseOrgId(text), { fault: 'org_id_form' }, JSON.stringify(text))
  }
})

t.test('a registrar is known by its scheme, its page in the list or its site, and by nothing like it', async (t) => {
  const cases: [string, string | null][] = [
    ['GB-CHC', 'GB-CHC'],
    ['https://org-id.guide/list/GB-SC', 'GB-SC'],
    ['https://register-of-charities.charitycommission.gov.uk', 'GB-CHC'],
    ['https://www.oscr.org.uk/', 'GB-SC'],
    ['https://www.charitycommissionni.org.uk', 'GB-NIC'],
    ['Charity Commission', null],
    ['https://charity.example.org', null],
    ['', null],
  ]
  for (const [registrar, scheme] of cases) t.equal(schemeOfRegistrar(registrar), scheme, registrar)
})

const terms = [
  { id: 'old', fromOn: '2026-01-01' },
  { id: 'new', fromOn: '2026-07-01' },
  { id: 'later', fromOn: '2026-10-01' },
]

t.test('terms apply from their day on, and the next are the ones that apply first', async (t) => {
  t.equal(termsOn(terms, '2025-12-31'), null)
  t.equal(termsOn(terms, '2026-06-30')?.id, 'old')
  t.equal(termsOn(terms, '2026-07-01')?.id, 'new')
  t.equal(termsAfter(terms, '2026-06-30')?.id, 'new')
  t.equal(termsAfter(terms, '2026-10-01'), null)
})

t.test('an acceptance ends on the day new terms apply, unless these were accepted ahead', async (t) => {
  const link = { state: 'active', termsId: 'old' } as const
  const accepted = (termsId: string | null, on: string) => standingOn({ ...link, termsId }, terms, on).termsAccepted
  t.equal(accepted('old', '2026-06-30'), true)
  t.equal(accepted('old', '2026-07-01'), false)
  t.equal(accepted('new', '2026-06-30'), true, 'the next terms were accepted after these')
  t.equal(accepted('new', '2026-07-01'), true)
  t.equal(accepted('new', '2026-10-01'), false)
  t.equal(accepted(null, '2026-07-01'), false)
  t.equal(
    standingOn({ ...link, termsId: null }, [], '2026-07-01').termsAccepted,
    true,
    'a body without terms has none to accept',
  )
  t.equal(standingOn(link, terms, '2026-07-01').currentTermsId, 'new')
})

t.test('the next terms may be accepted only by somebody who has accepted those in force', async (t) => {
  t.same(acceptableTermsOn(null, terms, '2026-06-01'), ['old'])
  t.same(acceptableTermsOn({ state: 'active', termsId: 'old' }, terms, '2026-06-01'), ['old', 'new'])
  t.same(acceptableTermsOn({ state: 'active', termsId: 'old' }, terms, '2026-07-01'), ['new'])
  t.same(acceptableTermsOn(null, [], '2026-07-01'), [])
  t.same(
    acceptableTermsOn(null, terms, '2025-07-01'),
    ['old'],
    'before the first terms there are none to accept before',
  )
})

t.test('whatever a feed says about times, a listing is never bookable, and each reason is named once', async (t) => {
  const time = (begins: string | null, ends: string | null, slot: string | null = null) => ({
    begins,
    ends,
    slot,
    address: null,
  })
  const cases: [string, ReturnType<typeof time>[], string[]][] = [
    ['nothing said', [], ['time_missing']],
    ['years', [time('2029-02-14T09:00:00', '2040-07-13T00:00:00')], ['zone_unknown', 'longer_than_a_day']],
    ['a day and a minute', [time('2026-05-05T09:00:00', '2026-05-06T09:01:00')], ['zone_unknown', 'longer_than_a_day']],
    ['a whole day', [time('2026-05-05T09:00:00', '2026-05-06T09:00:00')], ['zone_unknown']],
    ['a zone', [time('2026-05-05T09:00:00+01:00', '2026-05-05T12:00:00+01:00')], []],
    ['backwards', [time('2026-05-05T09:00:00', '2026-05-05T09:00:00')], ['zone_unknown', 'end_before_beginning']],
    ['no end', [time('2026-05-05T09:00:00', null)], ['zone_unknown', 'end_missing']],
    ['no beginning', [time(null, '2026-05-05T09:00:00')], ['zone_unknown', 'time_missing']],
    ['30 February', [time('2026-02-30T09:00:00', '2026-03-01T09:00:00')], ['time_unreadable']],
    ['words', [time('every other Tuesday', null)], ['time_unreadable']],
    ['25 o’clock', [time('2026-02-03T25:00:00', '2026-02-03T26:00:00')], ['time_unreadable']],
    ['a slot', [time(null, null, 'MondayMorning')], ['slot_without_date']],
    ['an empty time', [time(null, null)], ['time_missing']],
    [
      'two sessions',
      [time('2026-05-05T09:00:00', '2026-05-05T10:00:00'), time('2026-05-05T09:00:00', '2027-05-05T10:00:00')],
      ['zone_unknown', 'longer_than_a_day'],
    ],
  ]
  for (const [name, times, reasons] of cases) {
    t.same(unbookableFor(times), [...reasons, 'seats_unknown', 'skills_unconfirmed'], name)
  }
})

t.test('an import adds, changes, brings back or leaves a row, and only a full snapshot withdraws', async (t) => {
  const kept = (sourceId: string, sourceDigest: string, state = 'active') => ({
    id: `id-${sourceId}`,
    sourceId,
    sourceDigest,
    state,
  })
  const rows = [
    kept('same', 'a'),
    kept('other', 'a'),
    kept('gone', 'a'),
    kept('unusable', 'a'),
    kept('back', '', 'withdrawn'),
    kept('own', 'a', 'withdrawn'),
  ]
  const incoming = ['same', 'back', 'own', 'new'].map((sourceId) => ({ sourceId, digest: 'a' }))
  const present = new Set(['same', 'other', 'unusable', 'back', 'own', 'new'])
  const full = planImport([...incoming, { sourceId: 'other', digest: 'b' }], rows, { present, snapshot: 'full' })
  t.same(
    full.steps.map((step) => [step.incoming.sourceId, step.outcome]),
    [
      ['same', 'unchanged'],
      ['back', 'returned'],
      ['own', 'unchanged'],
      ['new', 'added'],
      ['other', 'changed'],
    ],
    'a row that the body withdrew itself stays withdrawn',
  )
  t.same(
    full.withdrawn.map((row) => row.sourceId),
    ['gone'],
    'a row that is there but unusable is not gone',
  )
  t.equal(full.withdrawnPercent, 25)
  t.same(planImport(incoming, rows, { present, snapshot: 'partial' }).withdrawn, [])
})

t.test('rows are cut into pieces that either database accepts, each row once and in order', async (t) => {
  const rows = Array.from({ length: 450 }, (_, position) => ({ position }))
  t.same(
    inChunks(rows).map((chunk) => chunk.length),
    [200, 200, 50],
  )
  t.same(inChunks(rows).flat(), rows)
  const large = [10, 600_000, 600_000, 5_000_000, 10].map((length, position) => ({
    position,
    text: 'x'.repeat(length),
  }))
  t.same(
    inChunks(large).map((chunk) => chunk.map((row) => row.position)),
    [[0, 1], [2], [3], [4]],
  )
  t.same(inChunks([]), [])
})
