// Sentences for people, keyed and by locale. A feature declares its sentences once, in every locale; a locale that lacks
// one does not compile. Pure.

/** The locales every sentence exists in. en-GB is written first; cy-GB (Welsh) proves that nothing is English by accident. */
export const locales = ['en-GB', 'cy-GB'] as const
export type Locale = (typeof locales)[number]

/** Figures a sentence may name, written `{name}` in it. */
export type Figures = Readonly<Record<string, string | number | boolean | null>>

/** The sentences of one feature: for each locale the same keys. */
export type Texts<Key extends string> = Readonly<Record<Locale, Readonly<Record<Key, string>>>>

/** Declares a feature's sentences; the compiler holds every locale to the keys of en-GB. */
export const defineTexts = <Key extends string>(texts: Texts<Key>): Texts<Key> => texts

/** Fills the figures into a sentence; a name it does not know stays visible as `{name}`, so that a gap is seen. */
export const fill = (sentence: string, figures: Figures = {}): string =>
  sentence.replace(/\{(\w+)\}/g, (whole, name: string) => (name in figures ? String(figures[name]) : whole))

/** One sentence of a feature in a locale, its figures filled in. */
export const say = <Key extends string>(texts: Texts<Key>, locale: Locale, key: Key, figures: Figures = {}): string =>
  fill(texts[locale][key], figures)

/** The locale to answer in, from an Accept-Language header or a stored preference; en-GB where nothing fits. */
export const localeFrom = (wanted: string | null | undefined): Locale =>
  locales.find((locale) => locale.slice(0, 2) === wanted?.trim().slice(0, 2).toLowerCase()) ?? 'en-GB'
