// Work patterns: the compact spelling, the JSON form, and one sentence for everything that is neither.
import t from 'tap'
import { parseWorkPattern, type WorkPattern } from '../../src/people/index.ts'

const day = (start: string, end: string, breakMinutes = 0) => ({ start, end, breakMinutes })
const parsed = (text: string): WorkPattern => {
  const answer = parseWorkPattern(text)
  if ('mistake' in answer) throw new Error(answer.mistake)
  return answer.pattern
}
const mistake = (text: string): string => {
  const answer = parseWorkPattern(text)
  return 'mistake' in answer ? answer.mistake : 'no mistake'
}
const nine = day('09:00', '17:00', 30)

t.test('every spelling of the documentation means what it says', async (t) => {
  t.strictSame(parsed('mon-fri 09:00-17:00/30'), {
    kind: 'weekly',
    anchorOn: '2001-01-01',
    weeks: [[nine, nine, nine, nine, nine, null, null]],
  })
  const mixed = day('08:30', '16:30', 45)
  t.strictSame(parsed(' Mon,WED 08:30-16:30/45 ;  fri 09:00-13:00 '), {
    kind: 'weekly',
    anchorOn: '2001-01-01',
    weeks: [[mixed, null, mixed, null, day('09:00', '13:00'), null, null]],
  })
  t.strictSame(parsed('mon 22:00-06:00/60'), {
    kind: 'weekly',
    anchorOn: '2001-01-01',
    weeks: [[day('22:00', '06:00', 60), null, null, null, null, null, null]],
  })
  t.strictSame(parsed('from 2026-01-05 mon 09:00-17:00/30 | off'), {
    kind: 'weekly',
    anchorOn: '2026-01-05',
    weeks: [
      [nine, null, null, null, null, null, null],
      [null, null, null, null, null, null, null],
    ],
  })
  t.strictSame(parsed('term 2026-01-05..2026-03-27,2026-04-20..2026-07-17 mon 09:00-17:00/30'), {
    kind: 'term_time',
    anchorOn: '2001-01-01',
    weeks: [[nine, null, null, null, null, null, null]],
    terms: [
      { fromOn: '2026-01-05', untilOn: '2026-03-27' },
      { fromOn: '2026-04-20', untilOn: '2026-07-17' },
    ],
  })
  t.strictSame(parsed('annualised 1650.5h mon 09:00-17:00/30'), {
    kind: 'annualised',
    yearMinutes: 99030,
    anchorOn: '2001-01-01',
    weeks: [[nine, null, null, null, null, null, null]],
  })
  t.strictSame(parsed('casual'), { kind: 'casual' })
})

t.test('a pattern survives being stored as JSON', async (t) => {
  for (const text of [
    'casual',
    'mon-sun 00:00-00:00',
    'annualised 1h off',
    'term 2026-01-05..2026-01-05 mon 09:00-10:00',
  ]) {
    t.strictSame(parsed(JSON.stringify(parsed(text))), parsed(text))
  }
})

const wrong: readonly (readonly [string, RegExp])[] = [
  ['', /empty/],
  ['mon', /"mon" is not understood/],
  ['mon 9:00-17:00', /"9:00" is not a time/],
  ['mon 09:00-24:00', /"24:00" is not a time/],
  ['fri-mon 09:00-17:00', /"fri-mon" is not a day/],
  ['monday 09:00-17:00', /"monday" is not a day/],
  ['mon 09:00-17:00; mon 18:00-19:00', /mon is given twice/],
  ['mon 09:00-17:00/480', /the break of 480 minutes on mon is as long as the shift/],
  ['mon 09:00-17:00/999', /breakMinutes/],
  ['mon 22:00-06:00; tue 05:00-09:00', /starts on mon at 22:00 runs until 06:00/],
  ['sun 22:00-06:00; mon 05:00-09:00', /starts on sun at 22:00 runs until 06:00/],
  ['mon 09:00-17:00 | off', /needs the Monday it began on/],
  ['from 2026-01-06 mon 09:00-17:00', /2026-01-06 is none: write from 2026-01-05/],
  ['from 2026-02-30 mon 09:00-17:00', /"2026-02-30" is not a day/],
  ['from 2026-01-05 mon 09:00-17:00 |', /a week is empty/],
  ['term 2026-01-05 mon 09:00-17:00', /"2026-01-05" is not a term/],
  ['term 2026-03-27..2026-01-05 mon 09:00-17:00', /ends before it begins/],
  ['term 2026-01-05..2026-03-27,2026-03-27..2026-07-17 mon 09:00-17:00', /before the one until 2026-03-27 is over/],
  ['annualised lots mon 09:00-17:00', /"lots" is not a number of hours/],
  ['annualised 1650.33h mon 09:00-17:00', /whole minutes/],
  ['annualised 0h mon 09:00-17:00', /yearMinutes/],
  ['annualised 9999h mon 09:00-17:00', /yearMinutes/],
  ['{', /not JSON/],
  ['{"kind":"rolling"}', /one of weekly, term_time, annualised, casual/],
  ['{"kind":"casual","note":"x"}', /\/note: is not a part of a pattern/],
  ['{"kind":"weekly","anchorOn":"2026-01-05","weeks":[[null]]}', /\/weeks\/0/],
]

t.test('what is not a pattern is told apart, with what to write', async (t) => {
  for (const [text, sentence] of wrong) t.match(mistake(text), sentence, text)
})
