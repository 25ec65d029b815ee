// `npm run bench [-- --quick] [--json] [--only verdicts|bookings]`: what the product costs, as ratios to a baseline in the same
// run that gives the same answers. Asserts nothing about speed; fails when the answers differ.
import { parseArgs } from 'node:util'
import { readConfig } from '../src/config.ts'
import { startServer } from '../src/server.ts'
import { startBareServer } from './bare-server.ts'
import { type BookingLine, benchBookings } from './bookings.ts'
import type { Sample } from './measure.ts'
import { benchVerdicts, type VerdictLine } from './verdicts.ts'

const number = (value: number): string => value.toLocaleString('en-GB', { maximumFractionDigits: value < 10 ? 2 : 0 })
const withSpread = ({ median, low, high }: Sample): string => `${number(median)} (${number(low)} to ${number(high)})`

const tellVerdicts = (lines: readonly VerdictLine[]): void => {
  console.log(
    '\nVerdicts per second on one core: the Virginia document against the same policy written by hand, 13 findings each',
  )
  console.table(
    Object.fromEntries(
      lines.map(({ kind, questions, standings: [product, byHand] }) => [
        kind,
        {
          questions,
          Boonday: product === undefined ? '' : withSpread(product.perSecond),
          'by hand': byHand === undefined ? '' : withSpread(byHand.perSecond),
          ratio: product === undefined ? '' : withSpread(product.ratio),
        },
      ]),
    ),
  )
}

const tellBookings = (lines: readonly BookingLine[] | null): void => {
  if (lines === null) {
    console.log('\nBookings: not measured, no MariaDB answers (TEST_MYSQL_URL)')
    return
  }
  console.log(
    '\nBookings per second over HTTP on MariaDB: the service against bare Fastify and mysql2 writing the same rows',
  )
  console.table(
    Object.fromEntries(
      lines.map(({ scenario, concurrency, perSecond, millis, ratio }) => [
        `${scenario}, ${concurrency} at once`,
        {
          Boonday: withSpread(perSecond.Boonday),
          bare: withSpread(perSecond.bare),
          ratio: withSpread(ratio),
          'Boonday ms': withSpread(millis.Boonday),
          'bare ms': withSpread(millis.bare),
        },
      ]),
    ),
  )
}

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    /** For the bench itself: runs one of the rivals' servers until it is ended. */
    serve: { type: 'string' },
  },
})

if (values.serve !== undefined) {
  const config = readConfig()
  const address =
    values.serve === 'bare'
      ? await startBareServer(config.databaseUrl, config.databasePoolSize)
      : (await startServer(config)).address
  console.log(`listening ${address}`)
} else {
  const verdicts = values.only === 'bookings' ? undefined : await benchVerdicts(values)
  if (verdicts !== undefined && !values.json) tellVerdicts(verdicts)
  const bookings = values.only === 'verdicts' ? undefined : await benchBookings(values)
  if (bookings !== undefined && !values.json) tellBookings(bookings)
  if (values.json) console.log(JSON.stringify({ node: process.version, verdicts, bookings }))
  else console.log('Medians, in brackets the tenth part below and above; ratios are taken within each round.')
}
