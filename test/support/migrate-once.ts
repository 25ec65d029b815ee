// Migrates a database and prints how many migrations this process applied.
import { migrate, openDatabase } from '../../src/database/index.ts'

const database = await openDatabase(process.argv[2] ?? '')
process.stdout.write('ready\n')
process.stdin.once('data', async () => {
  const applied = await migrate(database.reader.db)
  process.stdout.write(`applied ${applied.length}\n`)
  await database.close()
  process.exit(0)
})
