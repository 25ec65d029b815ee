// Charts as inline SVG, drawn from figures that may be shown. Pure: a chart in, markup out; no script, nothing fetched. Sizes
// are in the units of a 360-wide picture that scales with the page. A suppressed bar is drawn as unknown, never as empty.

/** One bar: its parts in the order of the chart's series, or null where it may not be shown. */
export interface Bar {
  readonly label: string
  readonly parts: readonly number[] | null
}

/** What is drawn. Ids have to be unique in the page. */
export interface Chart {
  readonly id: string
  readonly title: string
  /** What the picture shows, in a sentence, for those who cannot see it. */
  readonly description: string
  readonly series: readonly string[]
  readonly bars: readonly Bar[]
  /** How many of a value make one of what the axis is counted in: 60 for minutes shown as hours. */
  readonly axisUnit: number
  /** Said in the middle when there is nothing to draw. */
  readonly emptyText: string
  /** Writes a value on an axis or at a bar. */
  valueText(value: number): string
}

/** Text made safe for markup, in content and in attributes. Characters that XML does not allow become a replacement sign. */
export const escapeMarkup = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not pass
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu, '\uFFFD')
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

const width = 360
const plot = { left: 46, right: 8, top: 34, height: 150 }
/** Fills that differ in lightness as well as in colour, so that they can be told apart in grey. */
const fills = ['#0b4f6c', '#e3a72f']

const size = (value: number): string => String(Math.round(value * 100) / 100)
const sum = (parts: readonly number[]): number => parts.reduce((total, part) => total + part, 0)
const largest = (bars: readonly Bar[]): number => bars.reduce((most, bar) => Math.max(most, sum(bar.parts ?? [])), 0)

/** The end of an axis: a round number at least as large as the largest value, with a round half. */
const axisEnd = (most: number): number => {
  if (most <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(most))
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((end) => end >= most) ?? most
}

const text = (x: number, y: number, more: { readonly content: string; readonly anchor?: string }): string =>
  `<text x="${size(x)}" y="${size(y)}"${more.anchor === undefined ? '' : ` text-anchor="${more.anchor}"`}>${escapeMarkup(more.content)}</text>`

const frame = (chart: Chart, height: number, content: readonly string[]): string => {
  const names = `${chart.id}-title ${chart.id}-description`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${size(height)}" role="img" aria-labelledby="${names}">`,
    `<title id="${chart.id}-title">${escapeMarkup(chart.title)}</title>`,
    `<desc id="${chart.id}-description">${escapeMarkup(chart.description)}</desc>`,
    ...content,
    '</svg>',
  ].join('')
}

const legend = (series: readonly string[]): string[] =>
  series.length < 2
    ? []
    : series.map((name, index) => {
        const x = plot.left + index * ((width - plot.left) / series.length)
        return `<rect x="${size(x)}" y="6" width="12" height="12" fill="${fills[index % fills.length]}"/>${text(x + 17, 16, { content: name })}`
      })

const unknown = (x: number, y: number, box: { readonly width: number; readonly height: number }): string =>
  `<rect class="unknown" x="${size(x)}" y="${size(y)}" width="${size(box.width)}" height="${size(box.height)}" fill="none" stroke="#5f6b73" stroke-dasharray="2 2"/>`

/** Upright bars, their parts on top of each other: for a run of months. Heights are proportional to the values. */
export const columnChart = (chart: Chart): string => {
  const { bars } = chart
  const end = axisEnd(largest(bars) / chart.axisUnit) * chart.axisUnit
  const base = plot.top + plot.height
  const step = (width - plot.left - plot.right) / Math.max(bars.length, 1)
  const barWidth = Math.min(step * 0.7, 40)
  // Where labels are wider than bars, only every second, third, … bar has one. A letter is about 6.5 wide.
  const longest = bars.reduce((most, bar) => Math.max(most, bar.label.length), 0)
  const every = Math.max(1, Math.ceil((longest * 6.5 + 4) / step))
  const ticks = [0, end / 2, end].map((value) => {
    const y = base - (value / end) * plot.height
    const line = `<line x1="${plot.left}" x2="${width - plot.right}" y1="${size(y)}" y2="${size(y)}" stroke="#c4ccd1"/>`
    return line + text(plot.left - 5, y + 4, { content: chart.valueText(value), anchor: 'end' })
  })
  const columns = bars.map((bar, index) => {
    const x = plot.left + step * index + (step - barWidth) / 2
    const label = index % every === 0 ? text(x + barWidth / 2, base + 15, { content: bar.label, anchor: 'middle' }) : ''
    if (bar.parts === null) return unknown(x, base - 14, { width: barWidth, height: 14 }) + label
    let y = base
    const parts = bar.parts.map((part, which) => {
      const height = (part / end) * plot.height
      y -= height
      return height === 0
        ? ''
        : `<rect class="bar" x="${size(x)}" y="${size(y)}" width="${size(barWidth)}" height="${size(height)}" fill="${fills[which % fills.length]}"/>`
    })
    return parts.join('') + label
  })
  const empty = largest(bars) === 0 && bars.every((bar) => bar.parts !== null)
  const note = empty
    ? [text(width / 2, plot.top + plot.height / 2, { content: chart.emptyText, anchor: 'middle' })]
    : []
  return frame(chart, base + 26, [...legend(chart.series), ...ticks, ...columns, ...note])
}

/** Lying bars with their names above them: for names of any length. Widths are proportional to the values. */
export const rowChart = (chart: Chart): string => {
  const { bars } = chart
  const most = largest(bars)
  const top = chart.series.length < 2 ? 8 : plot.top
  const rowHeight = 38
  const room = width - 16 - 70
  const rows = bars.map((bar, index) => {
    const y = top + index * rowHeight
    const label = text(8, y + 12, { content: shortened(bar.label) })
    if (bar.parts === null) return label + unknown(8, y + 18, { width: 40, height: 12 })
    let x = 8
    const parts = bar.parts.map((part, which) => {
      const length = most === 0 ? 0 : (part / most) * room
      const from = x
      x += length
      return length === 0
        ? ''
        : `<rect class="bar" x="${size(from)}" y="${size(y + 18)}" width="${size(length)}" height="12" fill="${fills[which % fills.length]}"/>`
    })
    return `${label}${parts.join('')}${text(x + 5, y + 28, { content: chart.valueText(sum(bar.parts)) })}`
  })
  const height = top + Math.max(bars.length, 1) * rowHeight
  const note = bars.length === 0 ? [text(width / 2, top + 20, { content: chart.emptyText, anchor: 'middle' })] : []
  return frame(chart, height, [...legend(chart.series), ...rows, ...note])
}

/** A name cut to what fits on one line of the picture; the whole one is in the table beside it. */
const shortened = (label: string): string => {
  const letters = [...label]
  return letters.length > 48 ? `${letters.slice(0, 47).join('')}…` : label
}
