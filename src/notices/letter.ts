// A mail as content, and its two renderings: plain text that is complete by itself, and simple HTML without images, styles
// from elsewhere or anything that reports back. Pure.
import type { Locale } from '../kernel/index.ts'
import { type Html, html, withoutControls } from './html.ts'
import type { Fact } from './notice.ts'

/** Something to open, with what the link is and for how long. */
export interface LetterLink {
  readonly label: string
  readonly url: string
  readonly note: string
}

/** A mail in the words of its reader, before it is laid out as text or HTML. */
export interface Letter {
  readonly locale: Locale
  readonly subject: string
  readonly greeting: string
  readonly lead: string
  readonly facts: readonly Fact[]
  readonly links: readonly LetterLink[]
  readonly closing: string
}

/** The letter as plain text, lines wrapped for a reader that does not wrap; a URL always stands on a line of its own. */
export const textOf = (letter: Letter): string => {
  const facts = letter.facts.map(([label, value]) => wrapped(`${label}: ${withoutControls(value)}`, '  '))
  const links = letter.links.map((link) => `${link.label}:\n${link.url}\n\n${wrapped(link.note)}`)
  const parts = [letter.greeting, wrapped(letter.lead), facts.join('\n'), ...links, '-- ', letter.closing]
  return `${parts
    .filter((part) => part !== '')
    .join('\n\n')
    .replace('-- \n\n', '-- \n')}\n`
}

const lineWidth = 76

const wrapped = (text: string, indent = ''): string => {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > lineWidth) {
      lines.push(line)
      line = `${indent}${word}`
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line].join('\n')
}

/** The letter as a small HTML document. */
export const htmlOf = (letter: Letter): string =>
  `<!doctype html>\n${
    html`<html lang="${letter.locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${letter.subject}</title></head>
<body style="font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;font-size:16px;line-height:1.5;color:#1a1a1a;background:#ffffff;max-width:36rem;margin:0 auto;padding:16px">
<p>${letter.greeting}</p>
<p>${letter.lead}</p>
${letter.facts.length === 0 ? null : html`<table role="presentation" style="border-collapse:collapse;margin:16px 0">${letter.facts.map(factRow)}</table>`}
${letter.links.map(linkBlock)}
<p style="color:#595959;font-size:14px">${letter.closing}</p>
</body>
</html>
`.markup
  }`

const factRow = ([label, value]: Fact): Html =>
  html`<tr><th scope="row" style="text-align:left;vertical-align:top;padding:4px 16px 4px 0;font-weight:600">${label}</th><td style="padding:4px 0">${value}</td></tr>`

const linkBlock = (
  link: LetterLink,
): Html => html`<p><a href="${link.url}" style="color:#0b4f8a;font-weight:600">${link.label}</a></p>
<p style="color:#595959;font-size:14px">${link.note}</p>
`
