// Runs the service as it ships, with settings from the environment, and prints where it listens.
import { readConfig } from '../../src/config.ts'
import { startServer } from '../../src/server.ts'

const server = await startServer(readConfig())
process.stdout.write(`listening ${server.address}\n`)
