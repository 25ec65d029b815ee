// Command lines that ask for help, and command lines that are not understood: neither needs a database.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { entries } from '../../src/commands/index.ts'
import { signDevelopmentToken } from '../../src/http/index.ts'
import { boonday, root, saysOnly, spawned } from './boonday.ts'

t.test('help lists every command, and the version is that of the package', async (t) => {
  const help = await boonday(['--help'])
  const group = await boonday(['import', '--help'])
  const version = await boonday(['--version'])
  t.equal(help.code, 0, 'help is no failure')
  for (const { path } of entries) t.ok(help.out.includes(`  ${path} `), `help lists ${path}`)
  t.match(group.out, /import people[\s\S]+import bank-holidays/, 'a group lists its commands')
  t.notMatch(group.out, /policy check/, 'and no others')
  const { version: expected } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  t.equal(version.out, `${expected}\n`, 'the version')
})

t.test('every command tells its own options and operands', async (t) => {
  for (const { path, summary, load } of entries) {
    const command = await load()
    const ran = await boonday([...path.split(' '), '--help'])
    t.equal(ran.code, 0, `${path} --help is no failure`)
    t.ok(ran.out.startsWith(`${summary}.\n`), `${path} says what it does`)
    for (const name of Object.keys(command.options)) t.ok(ran.out.includes(`--${name}`), `${path} tells --${name}`)
    for (const { name } of command.operands) t.ok(ran.out.includes(`<${name}>`), `${path} tells <${name}>`)
  }
})

t.test('what is not understood is named, with the nearest spelling', async (t) => {
  const cases: [string, string[], RegExp][] = [
    ['no command', [], /a command is missing/],
    ['an unknown command', ['serv'], /no command "serv": did you mean serve\?/],
    ['a misspelt second word', ['policy', 'chek', 'x'], /did you mean policy check\?/],
    ['a group alone', ['person'], /"person" needs one more word: person export, person forget/],
    [
      'a misspelt option',
      ['import', 'people', '--emplyer', 'x', 'f'],
      /no option --emplyer: did you mean --employer\?/,
    ],
    ['a word too many', ['policy', 'check', 'a', 'b'], /"b" is one word too many/],
    ['a missing operand', ['policy', 'check'], /<folder> is missing/],
    ['a missing option', ['import', 'people', 'f'], /--employer <id> is missing/],
    ['a missing value', ['demo', '--seed'], /--seed needs a value/],
    ['a value too many', ['demo', '--once=yes'], /--once takes no value/],
    ['an option twice', ['demo', '--seed', '1', '--seed', '2'], /--seed is given twice/],
    ['no number', ['demo', '--seed', 'x'], /--seed is "x": write a whole number from 0/],
    ['nobody named', ['person', 'forget', '--employer', 'x', '--person', 'y'], /--yes is missing/],
  ]
  for (const [what, words, sentence] of cases) {
    const ran = await boonday(words)
    saysOnly(t, ran, { code: 2, sentence }, what)
    t.match(ran.error, /see boonday .*--help/, `${what}: says where help is`)
  }
})

t.test('a process answers with its exit code and keeps results and complaints apart', async (t) => {
  const [good, refused, misspelt] = await Promise.all([
    spawned(['policy', 'check', 'src/demo']),
    spawned(['policy', 'check', 'nowhere']),
    spawned(['polcy']),
  ])
  t.match(good, { code: 0, out: /no mistakes\n$/, error: '' }, '0: done')
  saysOnly(t, refused, { code: 1, sentence: /^boonday: there is no file or folder nowhere\n$/ }, '1: failed')
  saysOnly(t, misspelt, { code: 2, sentence: /^boonday: .* did you mean policy\?\n/ }, '2: not understood')
})

t.test(
  'settings that are wrong, files that are missing and databases that cannot be used are told in a sentence',
  async (t) => {
    const cases: [string, string[], Record<string, string>, RegExp][] = [
      [
        'a wrong setting',
        ['migrate'],
        { PORT: 'x', DATABASE_URL: 'postgres://h/d' },
        /2 settings are wrong[\s\S]+DATABASE_URL[\s\S]+PORT|2 settings are wrong[\s\S]+PORT/,
      ],
      ['a missing folder', ['policy', 'check', 'nowhere'], {}, /there is no file or folder nowhere/],
      [
        'a server that is not there',
        ['migrate'],
        { DATABASE_URL: 'mysql://root@127.0.0.1:1/none' },
        /nobody answers there: check DATABASE_URL/,
      ],
      [
        'a folder that is not there',
        ['migrate'],
        { DATABASE_URL: 'sqlite:/nowhere/at/all.db' },
        /the database cannot be used|no such/,
      ],
    ]
    for (const [what, words, settings, sentence] of cases) {
      saysOnly(t, await boonday(words, settings), { code: 1, sentence }, what)
    }
  },
)

t.test('a token is signed with the development secret, and with nothing else', async (t) => {
  const words = ['token', '--issuer', 'https://id.example.org', '--audience', 'a', '--subject', 's', '--role', 'hr']
  const secret = 'only-for-tests-only-for-tests-only'
  const signed = await boonday(words, { JWT_DEVELOPMENT_SECRET: secret })
  const none = await boonday(words)
  const stray = await boonday([...words, '--role', 'hrr'], { JWT_DEVELOPMENT_SECRET: secret })
  const [head = '', claims = ''] = signed.out.trim().split('.')
  const { iat, exp, ...rest } = JSON.parse(Buffer.from(claims, 'base64url').toString())
  t.same(rest, { iss: 'https://id.example.org', aud: 'a', sub: 's', roles: ['hr'] }, 'it says who it is for')
  t.equal(exp - iat, 3600, 'for an hour')
  const like = signDevelopmentToken(secret, { issuer: '', audience: '', subject: '', expiresInSeconds: 1 })
  t.equal(head, like.split('.')[0], 'in the form that the service takes')
  saysOnly(t, none, { code: 1, sentence: /JWT_DEVELOPMENT_SECRET is not set/ }, 'no secret')
  saysOnly(t, stray, { code: 2, sentence: /no role "hrr": did you mean hr\?/ }, 'no such role')
})
