// The nearest right spelling of a wrong word, for mistakes in a policy document. Pure.
import { nearestName } from '../kernel/index.ts'

/** The known word that a wrong one was most likely meant to be, with `_`, spaces and `-` alike; null where none is near. */
export const nearest = (wrong: string, known: readonly string[]): string | null => {
  const plain = (word: string): string => word.replaceAll(/[_\s]/g, '-')
  const found = nearestName(plain(wrong), known.map(plain))
  return known.find((word) => plain(word) === found) ?? null
}

/** ` (did you mean "x"?)`, or the known words where none is near. */
export const hint = (wrong: string, known: readonly string[]): string => {
  const word = nearest(wrong, known)
  if (word !== null) return `; did you mean "${word}"?`
  return known.length === 0 ? '' : `; known here: ${known.join(', ')}`
}
