// The plain pages in a real browser, on a phone's screen, by keyboard, without script, under a prefix. Skipped, saying so,
// where no browser is installed.
import { existsSync } from 'node:fs'
import Fastify from 'fastify'
import { type Browser, chromium, type Page } from 'playwright-core'
import t, { type Test } from 'tap'
import boonday from '../../src/app.ts'
import { defineConfig } from '../../src/config.ts'
import { instantFromMillis } from '../../src/kernel/index.ts'
import { type LinkHolder, type LinkPurpose, makeLink } from '../../src/notices/links.ts'
import { developmentSecret, send } from '../support/app.ts'
import { freshDatabase, type TestDatabase } from '../support/databases.ts'
import { buildWorld, policyText, type World } from '../support/world.ts'

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
)
const skip = executablePath === undefined ? 'no Chromium is installed (Debian: apt-get install chromium)' : false

interface Stage {
  readonly database: TestDatabase
  readonly world: World
  readonly browser: Browser
  /** Where the service listens, with its prefix. */
  readonly root: string
}

/** A service under a prefix that really listens, a world in it, and a browser. */
const setStage = async (t: Test): Promise<Stage> => {
  const database = await freshDatabase(t, 'sqlite')
  const world = await buildWorld(t, database, { shiftTenants: true, policy: policyText({ approvals: '' }) })
  const host = Fastify()
  const config = defineConfig({ developmentSecret, mail: { kind: 'folder', folder: t.testdirName } })
  await host.register(boonday, { prefix: '/volunteering', config, database, clock: world.clock })
  const root = `${await host.listen({ port: 0, host: '127.0.0.1' })}/volunteering`
  t.teardown(() => host.close())
  const browser = await chromium.launch({
    executablePath: executablePath ?? '',
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  })
  t.teardown(() => browser.close())
  return { database, world, browser, root }
}

const linkFor = async (
  { database, root }: Stage,
  link: { purpose: LinkPurpose; subjectId: string; holder: LinkHolder },
): Promise<string> => {
  const expiresAt = instantFromMillis(Date.now() + 600_000)
  return `${root}/l/${await database.transact((unit) => makeLink(unit, { ...link, expiresAt }))}`
}

/** A phone with a page open; every request it makes is written down. */
const phoneAt = async (t: Test, { browser }: Stage, url: string): Promise<{ page: Page; requested: string[] }> => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, hasTouch: true })
  t.teardown(() => context.close())
  const page = await context.newPage()
  const requested: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => requested.push(`${request.method()} ${request.url()}`))
  page.on('console', (line) => complaints.push(line.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(url)
  t.same(complaints, [], 'the browser has nothing to complain of')
  return { page, requested }
}

/** What holds on every page: no sideways scrolling, no script, one heading, every field and button named. */
const checkPage = async (t: Test, page: Page): Promise<void> => {
  const found = await page.evaluate(`({
    width: document.documentElement.scrollWidth,
    scripts: document.scripts.length,
    headings: document.querySelectorAll('h1').length,
    lang: document.documentElement.lang,
    styled: getComputedStyle(document.querySelector('main')).maxWidth,
    unnamed: [...document.querySelectorAll('input:not([type=hidden]), select')].filter((field) => field.labels.length === 0).length,
    small: [...document.querySelectorAll('button, summary')].filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44).length,
  })`)
  t.same(found, { width: 360, scripts: 0, headings: 1, lang: 'en-GB', styled: '640px', unnamed: 0, small: 0 })
}

/** Presses Tab until the focused element says this; fails after going round. */
const tabTo = async (page: Page, text: RegExp): Promise<void> => {
  for (let presses = 0; presses < 30; presses += 1) {
    await page.keyboard.press('Tab')
    if (text.test(String(await page.evaluate('document.activeElement.textContent')))) return
  }
  throw new Error(`no element ${text} can be reached by keyboard`)
}

const stateOf = async ({ database }: Stage, bookingId: string): Promise<string> =>
  (await database.kysely.selectFrom('booking').select('state').where('id', '=', bookingId).executeTakeFirstOrThrow())
    .state

const bookingOf = async ({ world }: Stage): Promise<string> => {
  const answer = await send(world.app, world.employee(0), {
    method: 'POST',
    url: '/v1/bookings',
    body: { sessionId: world.sessionIds[0] },
  })
  return /"id":"([\w-]+)"/.exec(answer.body)?.[1] ?? ''
}

t.test('on a phone, by keyboard alone, a body confirms', { skip, timeout: 60_000 }, async (t) => {
  const stage = await setStage(t as Test)
  const bookingId = await bookingOf(stage)
  const url = await linkFor(stage, {
    purpose: 'body-decides',
    subjectId: bookingId,
    holder: { kind: 'body', id: stage.world.bodyId },
  })
  const { page, requested } = await phoneAt(t as Test, stage, url)
  await checkPage(t as Test, page)
  await tabTo(page, /^Decline$/)
  await page.keyboard.press('Enter')
  await checkPage(t as Test, page)
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Enter')
  t.equal(await page.locator('select').isVisible(), true, 'other sessions open by keyboard')
  await page.keyboard.press('Shift+Tab')
  t.match(await page.evaluate('document.activeElement.textContent'), 'Yes, confirm')
  t.match(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle'), 'solid', 'focus is seen')
  t.equal(await stateOf(stage, bookingId), 'awaiting_confirmation', 'until then nothing has changed')
  await page.keyboard.press('Enter')
  await page.waitForSelector('h1:has-text("Confirmed")')
  await checkPage(t as Test, page)
  t.equal(await stateOf(stage, bookingId), 'confirmed')
  t.same(requested, [`GET ${url}`, `POST ${url}`], 'nothing else was asked for, here or elsewhere')
  await page.reload()
  await page.waitForSelector('h1:has-text("Confirmed")')
  t.same(requested.slice(2), [`POST ${url}`], 'sent again by reloading, it gets the first answer')
})

t.test('on a phone, a person books from their page and drops out in one tap', { skip, timeout: 60_000 }, async (t) => {
  const stage = await setStage(t as Test)
  const [personId = ''] = stage.world.personIds
  const holder = { kind: 'person', id: personId, employerId: stage.world.employerId } as const
  const url = await linkFor(stage, { purpose: 'person-home', subjectId: personId, holder })
  const { page, requested } = await phoneAt(t as Test, stage, url)
  await checkPage(t as Test, page)
  await page.locator('button', { hasText: 'Book' }).first().tap()
  await page.waitForSelector('h1:has-text("Asked for")')
  await page.locator('a').tap()
  await page.waitForSelector('h1:has-text("Your volunteering")')
  await page.locator('summary').first().tap()
  await checkPage(t as Test, page)
  t.match(await page.locator('ul.rules').first().innerText(), /Met/)
  await page.locator('button', { hasText: 'Withdraw this request' }).tap()
  await page.waitForSelector('h1:has-text("Done")')
  const { state } = await stage.database.kysely.selectFrom('booking').select('state').executeTakeFirstOrThrow()
  t.equal(state, 'withdrawn')
  t.ok(
    requested.every((one) => one.includes(stage.root)),
    'nothing from elsewhere',
  )
})
