// The demonstration: one booking from beginning to end on an embedded database of its own, told as it happens. Sets up two
// fictional tenants, starts the service, and does everything else through its HTTP API.
import { type RunningServer, startServer } from '../server.ts'
import { type Caller, type Service, tokenFor } from './api.ts'
import { playHistory } from './history.ts'
import { brokerCaller, callerOf, hrSystemCaller, loadTown, type Stage } from './load.ts'
import { emptyFolder, issuer, type Places, placesIn, portFor, settingsFor, setUpTenants } from './prepare.ts'
import { randomFrom } from './random.ts'
import { recount } from './recount.ts'
import { type Colleague, castFrom } from './staff.ts'
import { makeStory, type Story } from './story.ts'
import { body, employer } from './town.ts'
import { type Outcome, walk } from './walk.ts'

/** How the demonstration is to run. */
export interface DemoOptions {
  /** End after the walk, with one line of JSON. */
  readonly once: boolean
  readonly seed: number
  readonly port: number
  readonly folder: string
}

/** Runs the demonstration; `say` is given one line at a time. Answers the exit code; a step that fails throws. */
export const runDemo = async (options: DemoOptions, say: (line: string) => void): Promise<number> => {
  const story = makeStory(say)
  const places = placesIn(options.folder)
  const port = await prepare(options, story, places)
  const random = randomFrom(options.seed)
  const cast = castFrom(random)
  const member = { name: 'Robin Example', email: 'robin@volunteercentre.example.org' }
  const tenants = await story.step('setting up the tenants', () => setUpTenants(places, member))
  story.tell(`Two tenants are set up, as an operator would: ${employer.name} and the ${body.name}. All is fictional.`)
  const settings = settingsFor(places, port)
  const server = await story.step('starting the service', () => startServer(settings))
  try {
    story.tell(`The service listens on ${server.address}, with a clock that can be moved and mails as files.`)
    const { developmentSecret } = settings
    const service: Service = { address: server.address, issuer, developmentSecret }
    story.chapter('Two months are loaded, through the API')
    const { stage, past } = await loadTown({ service, places, tenants, cast, random, story })
    await playHistory(stage, past)
    const { outcome, employee } = await walk(stage)
    await finish(stage, outcome)
    if (options.once) say(JSON.stringify(outcome))
    else await stayOpen({ stage, server, employee }, say)
    return 0
  } finally {
    await server.close()
  }
}

const prepare = async ({ port: wanted, seed }: DemoOptions, story: Story, places: Places): Promise<number> => {
  story.chapter('Boonday starts')
  await story.step('emptying the folder', () => emptyFolder(places))
  const port = await story.step('finding a port', () => portFor(wanted))
  story.tell(
    `Seed ${seed}; files go to ${places.folder}/${port === wanted || wanted === 0 ? '' : `; port ${wanted} is taken, so it is ${port}`}.`,
  )
  return port
}

/** Counts again from the rows, and says so. */
const finish = async ({ places, story }: Stage, outcome: Outcome): Promise<void> => {
  story.chapter('Counted again')
  await story.step('counting again', () => recount(places.database, outcome))
  story.tell('A second count, straight from the rows of the database, comes to the same leave, points and impact.')
}

/** Says what a newcomer can do by hand, and waits until told to stop. */
const stayOpen = async (
  { stage, server, employee }: { stage: Stage; server: RunningServer; employee: Colleague },
  say: (line: string) => void,
): Promise<void> => {
  const { service, story } = stage
  story.chapter('Go on by hand')
  story.tell(`The API, to read and to try: ${server.address}/docs`)
  story.tell('A token for each role, valid for a day:')
  for (const [role, caller] of rolesOn(stage, employee)) {
    for (const line of ['', `  ${role}`, tokenFor(service, caller)]) say(line)
  }
  const token = tokenFor(service, callerOf(employee))
  say('')
  story.tell(`For example, what ${employee.name} has left, what comes next, and what would fit:`)
  for (const line of ['', `curl -s -H 'Authorization: Bearer ${token}' ${server.address}/v1/me/today`, '']) say(line)
  story.tell('The service goes on until you press Ctrl-C.')
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
}

/** Somebody for each role. */
const rolesOn = ({ cast }: Stage, employee: Colleague): [string, Caller][] => {
  const manager = cast.colleagues.find(({ hrId }) => hrId === employee.managerHrId) ?? employee
  const people = { employee, manager, hr: cast.hr, csr: cast.csr, auditor: cast.auditor }
  const { representative, payroll } = cast
  return [
    ...Object.entries({ ...people, representative, payroll }).map(([role, colleague]): [string, Caller] => [
      `${role}: ${colleague.name}`,
      callerOf(colleague),
    ]),
    [`broker: the ${body.name}`, brokerCaller],
    ['admin: the HR system; with the header Boonday-On-Behalf-Of it acts for a person', hrSystemCaller],
  ]
}
