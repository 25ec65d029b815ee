// Holds the plan of the house, so that nobody has to remember it. Every message names the file and what to do.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import t, { type Test } from 'tap'

const root = join(import.meta.dirname, '..')
/** Who may import whom: only leftward, and only the other's index.ts. */
const line = [
  'kernel',
  'database',
  'http',
  'people',
  'policy',
  'leave',
  'brokerage',
  'placements',
  'incentives',
  'impact',
  'notices',
  'connectors',
]

interface Import {
  readonly from: string
  /** True where only types are taken. */
  readonly types: boolean
}

interface SourceFile {
  readonly path: string
  readonly folder: string
  readonly name: string
  readonly text: string
  /** The text without comments and without the content of strings. */
  readonly code: string
  readonly imports: readonly Import[]
}

const filesBelow = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    return entry.isDirectory() ? filesBelow(path) : [path]
  })

const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`\\])\/\/.*$/gm, '$1')
const withoutStrings = (text: string): string => text.replace(/'(?:[^'\\\n]|\\.)*'/g, "''")

const importsIn = (text: string): Import[] =>
  [...text.matchAll(/(?:^|\n)(import|export)\s+((?:type\s+)?)((?:[^'";]*?\sfrom\s+)?)'([^']+)'/g)].map(
    ([, , type = '', names = '', from = '']) => {
      const each =
        /\{([^}]*)\}/
          .exec(names)?.[1]
          ?.split(',')
          .filter((name) => name.trim() !== '') ?? []
      const onlyTypes = each.length > 0 && each.every((name) => name.trim().startsWith('type '))
      return { from, types: type !== '' || onlyTypes }
    },
  )

const sourceFile = (path: string): SourceFile => {
  const text = readFileSync(join(root, path), 'utf8')
  const bare = withoutComments(text)
  return {
    path,
    folder: dirname(path),
    name: basename(path),
    text,
    code: withoutStrings(bare),
    imports: importsIn(bare),
  }
}

const sources = (folder: string): SourceFile[] =>
  filesBelow(folder)
    .filter((path) => path.endsWith('.ts'))
    .map(sourceFile)

const src = sources('src')
const migrations = sources('migrations')
const integrations = sources('integrations')
const tests = sources('test')
const product = [...src, ...integrations, ...migrations]

/** Folders right of every feature, beside app.ts: what a person or a process starts. They may use anything of src. */
const outermost = ['commands', 'demo']
const featureOf = (file: SourceFile): string | null => {
  const folder = /^src\/([^/]+)\//.exec(file.path)?.[1] ?? null
  return folder !== null && outermost.includes(folder) ? null : folder
}
const targetOf = (file: SourceFile, { from }: Import): string => relative(root, resolve(root, file.folder, from))
const isRelative = ({ from }: Import): boolean => from.startsWith('.')

/** Fails once for each mistake, so that each is read whole. */
const none = (t: Test, mistakes: readonly string[]): void => {
  for (const mistake of mistakes) t.fail(mistake)
  t.equal(mistakes.length, 0, 'nothing to mend')
}

type Kind = 'face' | 'routes' | 'store' | 'texts' | 'use cases' | 'pure'

/** What a file of a feature is: by its name where that says it, otherwise by whether it is handed or reaches the world. */
const kindOf = (file: SourceFile): Kind => {
  const named = /^(?:.*-)?(index|routes|store|texts)\.ts$/.exec(file.name)?.[1]
  if (named === 'index') return 'face'
  if (named !== undefined) return named as Kind
  const handed = /\b(Unit|Reader|Database|DeliveryContext|FastifyInstance|FastifyRequest)\b/.test(file.code)
  const outside = file.imports.some(({ from, types }) => !types && /^node:(?!crypto$)|^(nodemailer|mysql2)/.test(from))
  const reaches = handed || outside || /(^|-)service\.ts$/.test(file.name)
  return reaches ? 'use cases' : 'pure'
}
const kinds = new Map(src.map((file) => [file.path, kindOf(file)]))
const ruled = src.filter((file) => !['kernel', 'database', 'http', null].includes(featureOf(file)))

t.test('features import leftward on the import line, and only each other’s index.ts', async (t) => {
  const wrong: string[] = []
  for (const file of src) {
    const feature = featureOf(file)
    if (feature !== null && !line.includes(feature)) {
      wrong.push(`${file.path}: ${feature} has no place on the import line: add it to the line here and in biome.json`)
    }
    for (const one of file.imports.filter(isRelative)) {
      const [top, other, rest, ...deeper] = targetOf(file, one).split('/')
      // Whoever starts something hands the vendors to connectors, which know only their contract.
      if (feature === null && targetOf(file, one) === 'integrations/index.ts') continue
      if (top !== 'src') wrong.push(`${file.path} imports ${one.from}: src imports nothing outside src`)
      else if (rest === undefined) {
        if (feature !== null)
          wrong.push(`${file.path} imports ${one.from}: take what you need as a parameter from app.ts`)
      } else if (deeper.length > 0) wrong.push(`${file.path} imports ${one.from}: a feature folder is flat`)
      else if (feature === null && outermost.includes(other ?? '')) continue
      else if (other !== feature && rest !== 'index.ts') {
        wrong.push(`${file.path} imports ${one.from}: import ../${other}/index.ts, and export there what is needed`)
      } else if (feature !== null && other !== feature && line.indexOf(other ?? '') > line.indexOf(feature)) {
        wrong.push(
          `${file.path} imports ${one.from}: ${other} is to the right of ${feature}; let it hear an event instead`,
        )
      } else if (feature !== null && other === feature && rest === 'index.ts') {
        wrong.push(`${file.path} imports its own index.ts: import the file that holds it`)
      }
    }
  }
  none(t, wrong)
})

t.test('migrations know kysely only, integrations only the contract, the http helper and the kernel', async (t) => {
  const wrong: string[] = []
  for (const file of migrations) {
    for (const { from } of file.imports.filter((one) => one.from !== 'kysely')) {
      wrong.push(`${file.path} imports ${from}: an old migration must not change when other code does; write it out`)
    }
  }
  const allowed = ['src/connectors/contract.ts', 'src/connectors/http.ts', 'src/kernel/index.ts']
  for (const file of integrations.filter(({ folder }) => folder !== 'integrations')) {
    for (const one of file.imports.filter(isRelative)) {
      const target = targetOf(file, one)
      if (!allowed.includes(target) && dirname(target) !== file.folder) {
        wrong.push(`${file.path} imports ${one.from}: an integration translates, and sees ${allowed.join(', ')} alone`)
      }
    }
  }
  none(t, wrong)
})

t.test('inside a feature: routes -> use cases -> store, and pure files know none of them', async (t) => {
  const rank: Record<Kind, number> = { face: 5, routes: 4, 'use cases': 3, store: 2, pure: 1, texts: 0 }
  const wrong: string[] = []
  for (const file of ruled) {
    const own = kinds.get(file.path) ?? 'pure'
    for (const one of file.imports.filter((one) => isRelative(one) && !one.types)) {
      const target = targetOf(file, one)
      const other = kinds.get(target)
      if (other === undefined || dirname(target) !== file.folder || rank[other] <= rank[own]) continue
      wrong.push(`${file.path} (${own}) imports ${one.from} (${other}): move what it needs below, or pass it in`)
    }
  }
  none(t, wrong)
})

t.test('all SQL of a feature is in its store', async (t) => {
  const elsewhere = ruled.filter((file) => kinds.get(file.path) !== 'store')
  const wrong = elsewhere
    .filter((file) =>
      /\.(selectFrom|insertInto|updateTable|deleteFrom|mergeInto)\s*\(|\bsql(<[^>]*>)?`/.test(file.code),
    )
    .map((file) => `${file.path} writes SQL: move the statement to the feature's store.ts (or <noun>-store.ts)`)
  none(t, wrong)
})

t.test('pure files do not wait, do not look at the clock, do not throw dice and do not know the machine', async (t) => {
  const impure =
    /\b(await|async)\b|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bprocess\.|\bsetTimeout\b|\bsetInterval\b|\bfetch\(/
  // The two readings of the clock, and ids, are what the kernel says in its own index.
  const exempt = ['src/kernel/clock.ts', 'src/kernel/ids.ts']
  const pure = src.filter((file) => {
    const feature = featureOf(file)
    if (feature === 'kernel') return !exempt.includes(file.path)
    return ruled.includes(file) && ['pure', 'texts'].includes(kinds.get(file.path) ?? '')
  })
  t.ok(pure.length > 30, 'it looks at something')
  const wrong = pure.flatMap((file) => {
    const [found] = impure.exec(file.code) ?? []
    return found === undefined
      ? []
      : [
          `${file.path} says ${found}, but reads as a pure file: pass the value in, or move it into a use case that takes unit or reader`,
        ]
  })
  none(t, wrong)
})

t.test('only entry points open units of work, and a use case takes its unit first', async (t) => {
  // A request, a page behind a signed link, a delivery of the worker, a command.
  const mayOpen = /^src\/(database|http|commands|demo)\/|^src\/[^/]+\.ts$|(routes|pages|post-office)\.ts$/
  const wrong: string[] = []
  for (const file of src) {
    if (/\.transact\(/.test(file.code) && !mayOpen.test(file.path)) {
      wrong.push(`${file.path} opens a unit of work: take unit: Unit as the first parameter`)
    }
    if (/\b(unit|reader)\?:\s*(Unit|Reader)\b/.test(file.code)) wrong.push(`${file.path}: unit is never optional`)
    if (/\btrx\b/.test(file.code)) wrong.push(`${file.path} says trx: the unit of work is called unit`)
    if (/[(,][^(){}<>]*[a-z]\w*: [^(){}]*,\s*unit: Unit\b/.test(file.code) && featureOf(file) !== 'database') {
      wrong.push(`${file.path}: unit is the first parameter`)
    }
  }
  none(t, wrong)
})

t.test('only config.ts reads the environment, and only entry points end the process', async (t) => {
  const mayEnd = ['src/server.ts', 'src/cli.ts', 'src/commands/service.ts']
  const wrong = product.flatMap((file) => [
    ...(/\bprocess\.env\b/.test(file.code) && file.path !== 'src/config.ts'
      ? [`${file.path} reads the environment: add a setting to src/config.ts and take it as a parameter`]
      : []),
    ...(/\bprocess\.(exit|exitCode|abort|kill)\b/.test(file.code) && !mayEnd.includes(file.path)
      ? [`${file.path} ends the process: throw, and let the entry point decide`]
      : []),
  ])
  none(t, wrong)
})

t.test('files are kebab-case nouns that say something', async (t) => {
  const empty = ['utils', 'util', 'helpers', 'helper', 'common', 'manager', 'misc', 'types', 'shared', 'lib', 'base']
  const wrong = [...product, ...tests].flatMap(({ path, name }) => {
    const stem = name.replace(/(\.test)?\.ts$/, '')
    if (!/^(\d{4}-)?[a-z0-9]+(-[a-z0-9]+)*$/.test(stem)) return [`${path}: write the name in kebab-case`]
    return empty.includes(stem) ? [`${path}: "${stem}" says nothing; name the file after the noun it holds`] : []
  })
  none(t, wrong)
})

t.test('no file of the product is longer than a reader can hold', async (t) => {
  const longer: Record<string, string> = {
    'src/database/rows.ts': 'the row types of every table, read by looking up',
    'src/http/field-table.ts': 'one table, which is of use only as a whole',
  }
  const wrong = [...src, ...integrations].flatMap(({ path, text }) => {
    const lines = text.trimEnd().split('\n').length
    return lines > 300 && longer[path] === undefined
      ? [`${path} has ${lines} lines: split it by noun, never by layer`]
      : []
  })
  none(t, wrong)
})

t.test('a file opens with what it holds, and every export says what it is', async (t) => {
  const wrong = product.flatMap(({ path, text, folder }) => {
    const lines = text.replace(/^#!.*\n/, '').split('\n')
    const head = lines.findIndex((one) => !one.startsWith('//'))
    const undocumented = lines.flatMap((one, index) => {
      const name =
        /^export (?:default )?(?:abstract )?(?:async )?(?:const|function\*?|class|interface|type|let) (\w+)/.exec(
          one,
        )?.[1]
      const before = lines[index - 1]?.trim() ?? ''
      // A type that is named after the schema above it is said by that schema.
      const sameAsAbove = name !== undefined && new RegExp(`^export type ${name} = (Static<|\\(typeof)`).test(one)
      return name === undefined || sameAsAbove || before.endsWith('*/') || folder === 'migrations' ? [] : [name]
    })
    return [
      ...(head < 1 ? [`${path}: begin with a comment of two to five lines: what it holds, what it must never do`] : []),
      ...(head > 5 ? [`${path}: ${head} lines of opening comment are more than a reader takes in; at most five`] : []),
      ...undocumented.map((name) => `${path}: say in a doc comment, in the business's words, what ${name} is`),
    ]
  })
  none(t, wrong)
})

t.test('nothing is left for later, and nothing speaks of where it was made', async (t) => {
  // Spelled in pieces, so that this file does not find itself.
  const later = new RegExp(['TO', 'DO'].join('') + ['|FIX', 'ME'].join('') + ['|XX', 'X\\b'].join(''))
  const place = new RegExp(
    ['\\.\\./sha', 'red|/wo', 'rk/|/fa', 'rm/|tool', 'chain\\.md|DESI', 'GN\\.md|\\bissue #?\\d'].join(''),
    'i',
  )
  const folders = ['src', 'integrations', 'migrations', 'policies', 'test', 'bench', 'tools']
  const texts = [
    ...folders.filter((folder) => statSync(join(root, folder), { throwIfNoEntry: false })).flatMap(filesBelow),
    ...readdirSync(root).filter((name) => /\.(md|json|yaml|taprc)$/.test(name) && name !== 'package-lock.json'),
  ].filter((path) => /\.(ts|md|json|ya?ml|mjs|js|sh|sql)$/.test(path) && !path.includes('/data/'))
  t.ok(texts.length > 100, 'it looks at something')
  const wrong = texts.flatMap((path) => {
    const text = readFileSync(join(root, path), 'utf8')
    const found = [later, place].flatMap((pattern) => pattern.exec(text)?.[0] ?? [])
    return found.map((words) => `${path} says "${words}": finish it, or say it without`)
  })
  none(t, wrong)
})
