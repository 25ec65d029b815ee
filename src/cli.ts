#!/usr/bin/env node
// The command line as a process: its words, its two outputs and its exit code. What it does is in commands/.
import { runCommandLine } from './commands/run.ts'

// Whoever reads the output may stop reading: that is no failure of ours.
process.stdout.on('error', () => process.exit(0))

process.exitCode = await runCommandLine(process.argv.slice(2), {
  out: (text) => void process.stdout.write(`${text}\n`),
  error: (text) => void process.stderr.write(`boonday: ${text}\n`),
})
