// Every command by the words that call it. What a command needs is loaded when it is called, so that help is instant.
import type { Command } from './command.ts'

/** A command by its words. */
export interface Entry {
  readonly path: string
  readonly summary: string
  load(): Promise<Command>
}

/** All commands, in the order of the help. */
export const entries: readonly Entry[] = [
  {
    path: 'serve',
    summary: 'Run the service until it is told to stop',
    load: async () => (await import('./service.ts')).serveCommand,
  },
  {
    path: 'worker',
    summary: 'Run only the worker: it sends mails, credits points and ends what has lapsed',
    load: async () => (await import('./service.ts')).workerCommand,
  },
  {
    path: 'migrate',
    summary: 'Bring the database to the schema of this program',
    load: async () => (await import('./service.ts')).migrateCommand,
  },
  {
    path: 'demo',
    summary: 'Walk through one booking from beginning to end, on a database of its own',
    load: async () => (await import('./demo.ts')).demoCommand,
  },
  {
    path: 'employer create',
    summary: 'Set up an employer and its HR system',
    load: async () => (await import('./tenants.ts')).employerCreate,
  },
  {
    path: 'body create',
    summary: 'Set up an infrastructure body and its people',
    load: async () => (await import('./tenants.ts')).bodyCreate,
  },
  {
    path: 'policy check',
    summary: 'Check a folder of policies, and run the cases beside them',
    load: async () => (await import('./policies.ts')).policyCheck,
  },
  {
    path: 'policy publish',
    summary: 'Publish a policy of an employer, in force from its own first day',
    load: async () => (await import('./policies.ts')).policyPublish,
  },
  {
    path: 'import people',
    summary: 'Import a whole HR export of people and posts',
    load: async () => (await import('./imports.ts')).importPeopleCommand,
  },
  {
    path: 'import groups',
    summary: 'Import organisations of a feed as community groups of a body',
    load: async () => (await import('./imports.ts')).importGroupsCommand,
  },
  {
    path: 'import listings',
    summary: 'Import activities of a feed as listings of a body',
    load: async () => (await import('./imports.ts')).importListingsCommand,
  },
  {
    path: 'import bank-holidays',
    summary: 'Import bank holidays of the nations of the United Kingdom',
    load: async () => (await import('./imports.ts')).importBankHolidaysCommand,
  },
  {
    path: 'export people',
    summary: 'Export people and posts of an employer, as an import takes them',
    load: async () => (await import('./people.ts')).exportPeople,
  },
  {
    path: 'person export',
    summary: 'Export everything that is kept about one person',
    load: async () => (await import('./people.ts')).personExport,
  },
  {
    path: 'person forget',
    summary: 'Forget one person for good',
    load: async () => (await import('./people.ts')).personForget,
  },
  {
    path: 'token',
    summary: 'Sign a token with the development secret',
    load: async () => (await import('./tokens.ts')).tokenCommand,
  },
]
