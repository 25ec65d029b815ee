// Opens a database, says so, and keeps it open until killed.
import { openDatabase } from '../../src/database/index.ts'

await openDatabase(process.argv[2] ?? '')
process.stdout.write('open\n')
setInterval(() => undefined, 60_000)
