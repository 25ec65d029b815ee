// Commands that set up tenants: an employer with its HR system, a body with its people.
import { readFile } from 'node:fs/promises'
import type { Area, NoticeRule } from '../brokerage/index.ts'
import type { Config } from '../config.ts'
import { isCivilDay, localeFrom, realNow } from '../kernel/index.ts'
import { setUpBody, setUpEmployer } from '../setup.ts'
import { type Arguments, type Command, type Option, type Terminal, UsageMistake, wholeNumber } from './command.ts'
import { withDatabase } from './opened.ts'

const vouching: Readonly<Record<string, Option>> = {
  issuer: { value: 'url', says: 'The `iss` of its tokens', required: true },
  audience: { value: 'word', says: 'The `aud` of its tokens; no other tenant may have both', required: true },
  'jwks-uri': { value: 'url', says: 'Where the issuer’s keys are; without it only the development secret signs' },
}
const place: Readonly<Record<string, Option>> = {
  zone: { value: 'zone', says: 'Its time zone', usual: 'Europe/London' },
  locale: { value: 'locale', says: 'Its language, en-GB or cy-GB', usual: 'en-GB' },
}
const json: Option = { says: 'Answer as one line of JSON' }

const vouchingOf = (given: Arguments, { production }: Config) => {
  const jwksUri = given.optional('jwks-uri')
  if (jwksUri === null && production) {
    throw new UsageMistake('--jwks-uri is missing: in production nobody signs with the development secret')
  }
  if (jwksUri !== null && !/^https?:\/\//.test(jwksUri)) throw new UsageMistake('--jwks-uri has to be a web address')
  return { issuer: given.text('issuer'), audience: given.text('audience'), jwksUri }
}

const localeOf = (given: Arguments): string => {
  const locale = given.text('locale')
  if (localeFrom(locale) !== locale) throw new UsageMistake(`--locale is "${locale}": write en-GB or cy-GB`)
  return locale
}

/** Prints ids: one line each for people, one line of JSON for programs. */
const printIds = (given: Arguments, terminal: Terminal, ids: Readonly<Record<string, unknown>>): void => {
  const lines = Object.entries(ids).map(
    ([name, value]) => `${name}: ${Array.isArray(value) ? value.join(', ') : value}`,
  )
  terminal.out(given.flag('json') ? JSON.stringify(ids) : lines.join('\n'))
}

/** `boonday employer create`. */
export const employerCreate: Command = {
  operands: [],
  options: {
    name: { value: 'name', says: 'The name of the employer', required: true },
    ...vouching,
    administrator: {
      value: 'subject',
      says: 'The `sub` in tokens of its HR system, which gets the roles admin and hr',
      required: true,
    },
    ...place,
    currency: { value: 'code', says: 'Its currency', usual: 'GBP' },
    json,
  },
  notes: ['Prints the ids of the employer, of its identity provider and of its HR system.'],
  run: async (given, terminal) => {
    const locale = localeOf(given)
    const ids = await withDatabase((database, config) => {
      const setup = {
        name: given.text('name'),
        zone: given.text('zone'),
        locale,
        currency: given.text('currency'),
        ...vouchingOf(given, config),
        administratorSubject: given.text('administrator'),
      }
      return database.transact((unit) => setUpEmployer(unit, setup, realNow()))
    })
    printIds(given, terminal, ids)
    return 0
  },
}

/** `boonday body create`. */
export const bodyCreate: Command = {
  operands: [],
  options: {
    name: { value: 'name', says: 'The name of the body', required: true },
    email: { value: 'address', says: 'Where its mails go', required: true },
    ...vouching,
    member: {
      value: 'subject,name,address',
      says: 'One of its people, and the `sub` of their tokens',
      required: true,
      many: true,
    },
    area: { value: 'scheme:code', says: 'An area it serves, gss:E07000105 or postcode_district:TN23', many: true },
    notice: { value: 'heads:days', says: 'From so many people on so many days of notice, 1:5', many: true },
    'week-capacity': { value: 'people', says: 'How many people it can place in a week; without it there is no limit' },
    'answer-days': { value: 'days', says: 'Days it has to answer before a hold lapses', usual: '5' },
    'terms-file': { value: 'file', says: 'A text of its terms, which employers accept before they book' },
    'terms-from': { value: 'day', says: 'The first day of the terms, 2027-01-01' },
    'fee-minor': { value: 'pence', says: 'The fee for one placement in pence or cents', usual: '0' },
    currency: { value: 'code', says: 'The currency of the fee', usual: 'GBP' },
    kind: { value: 'word', says: 'What it is, such as cvs or volunteer_centre', usual: 'volunteer_centre' },
    nation: { value: 'nation', says: 'Its nation', usual: 'england-and-wales' },
    ...place,
    json,
  },
  notes: ['Prints the ids of the body, of its identity provider, of its people and of its terms.'],
  run: async (given, terminal) => {
    const terms = await termsOf(given)
    const setup = {
      name: given.text('name'),
      kind: given.text('kind'),
      nation: given.text('nation'),
      zone: given.text('zone'),
      locale: localeOf(given),
      email: given.text('email'),
      noticeRules: given.many('notice').map(noticeRule),
      weekCapacity:
        given.optional('week-capacity') === null
          ? null
          : wholeNumber(given, 'week-capacity', { from: 0, to: 1_000_000 }),
      answerDays: wholeNumber(given, 'answer-days', { from: 1, to: 90 }),
      areas: given.many('area').map(areaOf),
      members: given.many('member').map(memberOf),
      ...(terms === null ? {} : { terms }),
    }
    const ids = await withDatabase((database, config) =>
      database.transact((unit) => setUpBody(unit, { ...setup, ...vouchingOf(given, config) }, realNow())),
    )
    printIds(given, terminal, ids)
    return 0
  },
}

const termsOf = async (given: Arguments) => {
  const file = given.optional('terms-file')
  const fromOn = given.optional('terms-from')
  if (file === null && fromOn === null) return null
  if (file === null || fromOn === null) throw new UsageMistake('--terms-file and --terms-from go together: give both')
  if (!isCivilDay(fromOn)) throw new UsageMistake(`--terms-from is "${fromOn}": write a day such as 2027-01-01`)
  const currency = given.text('currency')
  if (!/^[A-Z]{3}$/.test(currency)) throw new UsageMistake(`--currency is "${currency}": write GBP or EUR`)
  const feeMinor = wholeNumber(given, 'fee-minor', { from: 0, to: 1_000_000_000 })
  return { fromOn, text: await readFile(file, 'utf8'), feeMinor, currency }
}

const noticeRule = (text: string): NoticeRule => {
  const found = /^(\d{1,5}):(\d{1,3})$/.exec(text)
  if (found === null) throw new UsageMistake(`--notice is "${text}": write people:days, such as 1:5`)
  return { heads: Number(found[1]), days: Number(found[2]) }
}

const areaOf = (text: string): Area => {
  const found = /^(gss|postcode_district):(\w+)$/.exec(text)
  if (found === null) throw new UsageMistake(`--area is "${text}": write gss:E07000105 or postcode_district:TN23`)
  return { scheme: found[1] as Area['scheme'], code: found[2] ?? '' }
}

const memberOf = (text: string): { subject: string; name: string; email: string } => {
  const [subject = '', name = '', email = '', ...more] = text.split(',').map((part) => part.trim())
  if (subject === '' || name === '' || !/^[^\s@]+@[^\s@]+$/.test(email) || more.length > 0) {
    throw new UsageMistake('--member is not understood: write "subject,name,address@example.org"')
  }
  return { subject, name, email }
}
