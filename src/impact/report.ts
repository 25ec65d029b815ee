// The impact report: one HTML page that needs nothing else. No script, nothing fetched; charts are inline, and each has its
// table beside it. Pure. It writes what it is given, so a figure that its reader may not see is not in it.
import type { Instant, Locale } from '../kernel/index.ts'
import { columnChart, escapeMarkup, rowChart } from './charts.ts'
import { styles } from './report-styles.ts'
import { cellTable, nameOf, rowOf, tableElement } from './report-tables.ts'
import type { CellView, SummaryView, TableName } from './summary.ts'
import { fewestPeople, fewestPeopleByCause } from './suppression.ts'
import { type TextKey, type Voice, voiceOf } from './voice.ts'

/** What the report is about, beside its figures. */
export interface ReportFacts {
  readonly summary: SummaryView
  /** The employer's or the body's name. */
  readonly name: string
  readonly madeAt: Instant
  readonly locale: Locale
}

/** The whole page. */
export const reportPage = ({ summary, name, madeAt, locale }: ReportFacts): string => {
  const voice = voiceOf(locale)
  const title = escapeMarkup(voice.say('title', { name }))
  const period = voice.say('period', { from: voice.day(summary.fromOn ?? ''), until: voice.day(summary.untilOn ?? '') })
  return [
    '<!DOCTYPE html>',
    `<html lang="${locale}">`,
    '<head><meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/>',
    `<title>${title}</title><style>${styles}</style></head>`,
    '<body><main>',
    `<header><h1>${title}</h1><p class="period">${escapeMarkup(period)}</p></header>`,
    smallWarning(summary, voice),
    headlines(summary, voice),
    monthSection(summary, voice),
    groupSection(summary, voice),
    needsSection(summary, voice),
    ...(['byEvidence', 'byBody', 'byEmployer', 'byArea', 'byCause'] as const).map((table) =>
      tableSection(table, summary, voice),
    ),
    valueSection(summary, voice),
    methodSection(summary, voice),
    `<footer><p>${escapeMarkup(voice.say('made', { at: voice.day(madeAt.slice(0, 10)) }))}</p></footer>`,
    '</main></body></html>\n',
  ].join('\n')
}

const smallWarning = (summary: SummaryView, voice: Voice): string => {
  const small = summary.fewPeopleIn ?? []
  if (small.length === 0) return ''
  const figures = small.map((name) => voice.say(`small_${name}`)).join(', ')
  return `<p class="warning" role="note">${escapeMarkup(voice.say('smallWarning', { few: fewestPeople, figures }))}</p>`
}

const headlines = (summary: SummaryView, voice: Voice): string => {
  const rate = summary.participationPerMille
  const rateText = new Intl.NumberFormat(voice.locale, { style: 'percent', minimumFractionDigits: 1 })
  const count = (key: TextKey & keyof SummaryView) => ({ key, value: numberOrNothing(summary[key], voice.number) })
  const time = (key: TextKey & keyof SummaryView) => ({ key, value: numberOrNothing(summary[key], voice.hours) })
  const lines: { readonly key: TextKey; readonly value: string | null }[] = [
    count('people'),
    count('headcount'),
    { key: 'participation', value: numberOrNothing(rate, (perMille) => rateText.format(perMille / 1000)) },
    count('bookings'),
    time('minutes'),
    time('paidMinutes'),
    time('ownMinutes'),
    time('skilledMinutes'),
    time('generalMinutes'),
    { key: 'average', value: numberOrNothing(summary.averageMinutesPerPerson, voice.hours) },
    count('groups'),
    count('bodies'),
    count('areas'),
    count('causes'),
    count('needsMet'),
    count('needsUnmet'),
    time('disputedMinutes'),
  ]
  const items = lines
    .filter((line) => line.value !== null)
    .map((line) => `<div><dt>${escapeMarkup(voice.say(line.key))}</dt><dd>${escapeMarkup(line.value ?? '')}</dd></div>`)
  return `<section><h2>${escapeMarkup(voice.say('headlines'))}</h2><dl>${items.join('')}</dl></section>`
}

const numberOrNothing = (value: unknown, write: (value: number) => string): string | null =>
  typeof value === 'number' ? write(value) : null

/** Hours of a cell as a bar: paid and own time where the reader may see them apart, all of it otherwise. */
const partsOf = (cell: CellView): number[] | null => {
  const figures =
    cell.paidMinutes === undefined || cell.ownMinutes === undefined
      ? [cell.minutes]
      : [cell.paidMinutes, cell.ownMinutes]
  const values = figures.map((figure) => figure?.value ?? null)
  return values.some((value) => value === null) ? null : values.map((value) => value ?? 0)
}

const seriesOf = (cells: readonly CellView[], voice: Voice): string[] =>
  cells[0]?.paidMinutes === undefined ? [voice.say('minutes')] : [voice.say('paidMinutes'), voice.say('ownMinutes')]

const monthSection = (summary: SummaryView, voice: Voice): string => {
  const cells = summary.byMonth ?? []
  const chart = columnChart({
    id: 'months',
    title: voice.say('byMonth'),
    description: voice.say('months', {
      from: voice.day(summary.fromOn ?? ''),
      until: voice.day(summary.untilOn ?? ''),
    }),
    series: seriesOf(cells, voice),
    bars: cells.map((cell) => ({ label: voice.month(cell.key, 'short'), parts: partsOf(cell) })),
    axisUnit: 60,
    emptyText: voice.say('nothing'),
    valueText: voice.axisHours,
  })
  return section('byMonth', voice, `${figureElement(chart)}${cellTable('byMonth', cells, voice)}`)
}

/** More bars than this help nobody; the table has all of them. */
const groupsDrawn = 12

const groupSection = (summary: SummaryView, voice: Voice): string => {
  const cells = summary.byGroup ?? []
  const total = (cell: CellView): number => cell.minutes?.value ?? 0
  const drawn = cells
    .filter((cell) => partsOf(cell) !== null)
    .sort((a, b) => total(b) - total(a))
    .slice(0, groupsDrawn)
  const chart = rowChart({
    id: 'groups',
    title: voice.say('byGroup'),
    description: voice.say('groupsDrawn', { shown: drawn.length, all: cells.length }),
    series: seriesOf(cells, voice),
    bars: drawn.map((cell) => ({ label: nameOf(cell, 'byGroup', voice), parts: partsOf(cell) })),
    axisUnit: 60,
    emptyText: voice.say('noGroups'),
    valueText: voice.hours,
  })
  return section('byGroup', voice, `${figureElement(chart)}${cellTable('byGroup', cells, voice)}`)
}

const needsSection = (summary: SummaryView, voice: Voice): string => {
  const { needsMet = 0, needsUnmet = 0 } = summary
  const lines = [
    { name: voice.say('needsMet'), count: needsMet },
    { name: voice.say('needsUnmet'), count: needsUnmet },
  ]
  const chart = rowChart({
    id: 'needs',
    title: voice.say('needs'),
    description: voice.say('needsDrawn', { met: needsMet, unmet: needsUnmet }),
    series: [voice.say('needs')],
    bars: lines.map((line) => ({ label: line.name, parts: [line.count] })),
    axisUnit: 1,
    emptyText: '',
    valueText: voice.number,
  })
  const rows = lines.map((line) => rowOf(line.name, [voice.number(line.count)]))
  return section(
    'needs',
    voice,
    `${figureElement(chart)}${tableElement(voice.say('needs'), ['', voice.say('needs')], rows)}`,
  )
}

const tableSection = (name: TableName, summary: SummaryView, voice: Voice): string => {
  const cells = summary[name] ?? []
  return cells.length === 0 ? '' : section(name, voice, cellTable(name, cells, voice))
}

const valueSection = (summary: SummaryView, voice: Voice): string => {
  const valuations = summary.valuations ?? []
  if (valuations.length === 0) return ''
  const parts = valuations.map(({ currency, amountMinor, paidAmountMinor, unvaluedMinutes, values }) => {
    const headings = [
      voice.say('fromOn'),
      voice.say('hourlyValue'),
      voice.say('minutes'),
      voice.say('method'),
      voice.say('source'),
    ]
    const rows = values.map((value) =>
      rowOf(voice.day(value.fromOn), [
        voice.money(value.amountMinor, currency),
        voice.hours(value.minutes),
        value.method,
        value.source,
      ]),
    )
    const left =
      unvaluedMinutes === 0 ? '' : paragraph(voice.say('unvalued', { hours: voice.hours(unvaluedMinutes), currency }))
    const item = (key: TextKey, amount: number): string =>
      `<div><dt>${escapeMarkup(voice.say(key))}</dt><dd>${escapeMarkup(voice.money(amount, currency))}</dd></div>`
    return `<dl>${item('valueAll', amountMinor)}${item('valuePaid', paidAmountMinor)}</dl>${tableElement(currency, headings, rows)}${left}`
  })
  return section('value', voice, parts.join(''))
}

const methodSection = (summary: SummaryView, voice: Voice): string => {
  const keys: TextKey[] = [
    'methodSource',
    'methodPeriod',
    summary.headcount === undefined ? 'methodPeopleBody' : 'methodPeople',
    summary.paidMinutes === undefined ? 'methodTimeBody' : 'methodTime',
    'methodSkilled',
    'methodEvidence',
    'methodGroups',
    'methodCauses',
    'methodNeeds',
    ...(summary.valuations === undefined
      ? []
      : ([summary.valuations.length > 0 ? 'methodValue' : 'methodNoValue'] as const)),
    'methodSuppression',
    'methodLeftOut',
  ]
  const figures = { few: fewestPeople, fewByCause: fewestPeopleByCause }
  const items = keys.map((key) => `<li>${escapeMarkup(voice.say(key, figures))}</li>`)
  return section('methods', voice, `<ul>${items.join('')}</ul>`)
}

const paragraph = (text: string): string => `<p>${escapeMarkup(text)}</p>`
const figureElement = (chart: string): string => `<figure>${chart}</figure>`
const section = (key: TextKey, voice: Voice, content: string): string =>
  `<section><h2>${escapeMarkup(voice.say(key))}</h2>${content}</section>`
