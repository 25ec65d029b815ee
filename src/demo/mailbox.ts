// What a person does with a mail: finds it, reads it, opens its link, and presses a button on the page. Reads only what the
// service itself writes: .eml files, and its plain pages.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { until } from './api.ts'

/** A mail as its reader sees it. */
export interface Letter {
  readonly file: string
  readonly to: string
  readonly subject: string
  readonly text: string
  /** The addresses in it, in their order. */
  readonly links: readonly string[]
  /** Whether a calendar invitation is attached. */
  readonly invitation: boolean
}

/** Waits for the newest mail on a topic to somebody that says certain words. */
export const mailFor = (
  folder: string,
  wanted: { topic: string; to: string; says: readonly string[] },
): Promise<Letter> =>
  until(`the mail ${wanted.topic} to ${wanted.to}`, async () => {
    const files = await readdir(folder).catch(() => [])
    // The name of a file begins with an id that sorts by time: the newest comes first.
    for (const file of files
      .filter((one) => one.endsWith(`-${wanted.topic}.eml`))
      .sort()
      .reverse()) {
      const letter = letterOf(file, await readFile(join(folder, file), 'utf8'))
      const text = letter.text.replace(/\s+/g, ' ')
      if (letter.to.includes(wanted.to) && wanted.says.every((words) => text.includes(words))) return letter
    }
    return null
  })

interface Part {
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

const partOf = (source: string): Part => {
  const end = source.indexOf('\r\n\r\n')
  const head = source.slice(0, end).replace(/\r\n[ \t]+/g, ' ')
  const headers = head.split('\r\n').map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
  })
  return { headers: new Map(headers), body: source.slice(end + 4) }
}

/** A part and everything inside it. */
const partsWithin = (part: Part): Part[] => {
  const boundary = /boundary="([^"]+)"/.exec(part.headers.get('content-type') ?? '')?.[1]
  if (boundary === undefined) return [part]
  const pieces = part.body.split(`--${boundary}`).slice(1, -1)
  return pieces.flatMap((piece) => partsWithin(partOf(piece.replace(/^\r\n/, ''))))
}

const decoded = ({ headers, body }: Part): string => {
  const encoding = headers.get('content-transfer-encoding')?.toLowerCase()
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8')
  if (encoding !== 'quoted-printable') return body
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

/** A header with encoded words (RFC 2047) as text. */
const headerText = (value: string): string =>
  value.replace(/\?=\s+=\?/g, '?==?').replace(/=\?utf-8\?(q|b)\?([^?]*)\?=/gi, (_whole, kind: string, text: string) =>
    kind.toLowerCase() === 'b'
      ? Buffer.from(text, 'base64').toString('utf8')
      : decoded({
          headers: new Map([['content-transfer-encoding', 'quoted-printable']]),
          body: text.replaceAll('_', ' '),
        }),
  )

const letterOf = (file: string, source: string): Letter => {
  const whole = partOf(source)
  const parts = partsWithin(whole)
  const plain = parts.find((part) => part.headers.get('content-type')?.startsWith('text/plain'))
  const text = plain === undefined ? '' : decoded(plain).replaceAll('\r\n', '\n')
  return {
    file,
    to: headerText(whole.headers.get('to') ?? ''),
    subject: headerText(whole.headers.get('subject') ?? ''),
    text,
    links: text.match(/https?:\/\/\S+/g) ?? [],
    invitation: parts.some((part) => part.headers.get('content-type')?.startsWith('text/calendar')),
  }
}

/** A plain page as its reader sees it. */
export interface Page {
  readonly title: string
  /** Label and value of every fact on it. */
  readonly facts: readonly (readonly [string, string])[]
  /** What it says came of an act. */
  readonly notice: string
  /** The hidden fields of its forms. */
  readonly forms: readonly Readonly<Record<string, string>>[]
}

const plain = (markup: string): string =>
  markup
    .replace(/<[^>]+>/g, ' ')
    .replace(
      /&(amp|lt|gt|quot|#39);/g,
      (_whole, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"' })[name] ?? "'",
    )
    .replace(/\s+/g, ' ')
    .trim()

const pageOf = (markup: string): Page => ({
  title: plain(/<h1>(.*?)<\/h1>/s.exec(markup)?.[1] ?? ''),
  notice: plain(/<div class="notice[^>]*>(.*?)<\/div>/s.exec(markup)?.[1] ?? ''),
  facts: [...markup.matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/gs)].map(
    ([, label = '', value = '']) => [plain(label), plain(value)] as const,
  ),
  forms: [...markup.matchAll(/<form method="post">(.*?)<\/form>/gs)].map(([, inside = '']) =>
    Object.fromEntries(
      [...inside.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(([, name = '', value = '']) => [
        name,
        value,
      ]),
    ),
  ),
})

/** Opens a link: nothing changes by looking. */
export const openLink = async (url: string): Promise<Page> => {
  const response = await fetch(url, { headers: { 'accept-language': 'en-GB' } })
  if (!response.ok) throw new Error(`the page of the link answered ${response.status}`)
  return pageOf(await response.text())
}

/** Presses the button of an action, with what was chosen on the form. Answers the page that comes back. */
export const press = async (url: string, page: Page, choice: Readonly<Record<string, string>>): Promise<Page> => {
  const form = page.forms.find((one) => one['action'] === choice['action'])
  if (form === undefined) throw new Error(`the page "${page.title}" has no button to ${choice['action']}`)
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'accept-language': 'en-GB' },
    body: new URLSearchParams({ ...form, ...choice }),
  })
  const answer = pageOf(await response.text())
  if (!response.ok) throw new Error(`the button answered ${response.status}: ${answer.title}`)
  return answer
}
