// The pages that say what came of it, or why a link cannot be used and what to do. Pure.
import { type Locale, say } from '../kernel/index.ts'
import { html } from './html.ts'
import { type Outcome, outcomeTexts } from './outcome-texts.ts'
import type { Page } from './page.ts'
import { pageTexts } from './page-texts.ts'

/** What came of an act, as it is kept for whoever repeats it: codes and sentences without names. */
export interface Result {
  readonly status: number
  readonly outcome: Outcome
  /** Why not, in sentences; empty where it was done. */
  readonly reasons: readonly string[]
}

/** The page of a result. `back` is given where the same link can go on being used. */
export const resultPage = (locale: Locale, result: Result, back: 'again' | null): Page => {
  const title = say(outcomeTexts, locale, `${result.outcome}.title`)
  return {
    status: result.status,
    locale,
    title,
    content: html`<h1>${title}</h1>
<div class="notice${result.status >= 400 ? ' bad' : ''}" role="status">${result.reasons.map((reason) => html`<p>${reason}</p>`)}<p>${say(outcomeTexts, locale, `${result.outcome}.text`)}</p></div>
${back === null ? null : html`<p><a href="?">${say(pageTexts, locale, 'homeBack')}</a></p>`}`,
  }
}
