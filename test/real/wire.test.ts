// The government's real list of bank holidays against what its connector takes for that list.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { mistakeIn } from '../../integrations/gov-uk/wire.ts'

const folder = process.env['BOONDAY_DATA'] ?? ''
if (folder === '') {
  t.plan(0, 'no real input: npm run test:real -- <folder>')
  process.exit()
}

const files = readdirSync(folder).filter((name) => /bank-holidays.*\.json$/.test(name))
t.ok(files.length > 0, 'the folder holds a file of bank holidays')

for (const file of files) {
  const document: Record<string, object> = JSON.parse(readFileSync(join(folder, file), 'utf8'))
  t.equal(mistakeIn(document), null, `${file} is the list as the connector knows it`)
  for (const division of Object.keys(document)) {
    const { [division]: _gone, ...rest } = document
    t.match(mistakeIn(rest), division, `without ${division} it is not`)
  }
}
