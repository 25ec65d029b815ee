// The frame of every plain page: no script, nothing from elsewhere, usable by keyboard, on a phone and in print. Pure.
import { createHash } from 'node:crypto'
import type { Locale } from '../kernel/index.ts'
import { type Html, html, withoutControls } from './html.ts'
import type { Fact } from './notice.ts'

/** A page ready to be answered. */
export interface Page {
  readonly status: number
  readonly locale: Locale
  readonly title: string
  readonly content: Html
}

const style = `
:root{color-scheme:light dark;--ink:#1a1a1a;--soft:#595959;--paper:#fff;--line:#767676;--main:#0b4f8a;--on-main:#fff;--tint:#eef4fa;--bad:#a4161a;--good:#17613a}
@media (prefers-color-scheme:dark){:root{--ink:#f1f1f1;--soft:#c4c4c4;--paper:#16191d;--line:#8c959f;--main:#8cc4f5;--on-main:#0b1c2b;--tint:#202a35;--bad:#ff9a9d;--good:#7fd8a6}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
main{max-width:40rem;margin:0 auto;padding:1.25rem 1rem 3rem}
.brand{margin:0 0 1rem;color:var(--soft);font-size:.875rem;font-weight:600}
h1{font-size:1.625rem;line-height:1.2;margin:0 0 1rem}
h2{font-size:1.25rem;line-height:1.3;margin:2.25rem 0 .75rem}
h3{font-size:1.0625rem;line-height:1.35;margin:0 0 .5rem}
p{margin:0 0 1rem}
dl{margin:0 0 1.25rem;display:grid;grid-template-columns:minmax(5.5rem,max-content) 1fr;gap:.375rem 1rem}
dt{color:var(--soft)}
dd{margin:0}
.card{border:1px solid var(--line);border-radius:.5rem;padding:1rem;margin:0 0 1rem}
.card>:last-child{margin-bottom:0}
.note{color:var(--soft);font-size:.9375rem}
.notice{border-left:.25rem solid var(--main);background:var(--tint);padding:.75rem 1rem;margin:0 0 1.25rem}
.notice.bad{border-color:var(--bad)}
.notice>:last-child{margin-bottom:0}
.figure{font-size:1.5rem;font-weight:700}
form{margin:0 0 1rem}
fieldset{border:0;margin:0 0 1rem;padding:0;min-width:0}
legend,label.field{display:block;font-weight:600;margin:0 0 .375rem;padding:0}
.choice{display:flex;gap:.625rem;align-items:flex-start;padding:.5rem 0}
.choice input{flex:none;width:1.375rem;height:1.375rem;margin:.0625rem 0 0;accent-color:var(--main)}
select,input[type=number]{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--line);border-radius:.375rem;padding:.625rem;min-height:2.75rem;max-width:100%}
select{width:100%}
input[type=number]{width:6rem}
button{font:inherit;font-weight:600;min-height:2.75rem;padding:.625rem 1.25rem;border-radius:.375rem;border:2px solid var(--main);background:var(--paper);color:var(--main);cursor:pointer}
button.main{background:var(--main);color:var(--on-main);width:100%}
summary{cursor:pointer;font-weight:600;color:var(--main);padding:.625rem 0;min-height:2.75rem}
details{border-top:1px solid var(--line);margin:0 0 .25rem}
.card details{border:0}
a{color:var(--main)}
:focus-visible{outline:3px solid var(--main);outline-offset:3px}
ul.rules{list-style:none;margin:0;padding:0}
ul.rules li{padding:.375rem 0;border-top:1px solid var(--line)}
ul.rules li:first-child{border-top:0}
.passed,.failed,.open{font-weight:600}
.passed{color:var(--good)}
.failed{color:var(--bad)}
footer{border-top:1px solid var(--line);margin-top:2.5rem;padding-top:1rem;color:var(--soft);font-size:.875rem}
@media print{button,details,footer{display:none}main{max-width:none}}
`

const styleHash = createHash('sha256').update(style).digest('base64')

/** The headers of every plain page: nothing may be loaded, framed, kept, or learnt from it by another site. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex, nofollow, noarchive',
}

/** The whole document of a page. */
export const documentOf = (page: Page): string =>
  `<!doctype html>\n${
    html`<html lang="${page.locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title} – Boonday</title>
<style>`.markup
  }${style}</style>\n${
    html`</head>
<body>
<main>
<p class="brand">Boonday</p>
${page.content}
</main>
</body>
</html>
`.markup
  }`

/** Facts as a description list. */
export const factList = (facts: readonly Fact[]): Html =>
  html`<dl>${facts.map(([label, value]) => html`<dt>${label}</dt><dd>${withoutControls(value)}</dd>`)}</dl>`

/** A form that posts to the page's own address, so that it works under any prefix. */
export const formOf = (hidden: Readonly<Record<string, string>>, inside: Html): Html =>
  html`<form method="post">${Object.entries(hidden).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )}${inside}</form>`

/** Radio buttons of which one has to be chosen. */
export const choiceList = (legend: string, name: string, choices: readonly (readonly [string, string])[]): Html =>
  html`<fieldset><legend>${legend}</legend>${choices.map(
    ([value, label]) =>
      html`<label class="choice"><input type="radio" name="${name}" value="${value}" required><span>${label}</span></label>`,
  )}</fieldset>`
