// The nearest right spelling of a wrong word, for mistakes in a policy document. Pure.

/** Single-letter edits (insert, delete, replace, swap of neighbours) from one word to another. */
const editsBetween = (a: string, b: string): number => {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row += 1) {
    const next = [row]
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1]
      let edits = Math.min(
        (last[column] ?? 0) + 1,
        (next[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      )
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (swapped) edits = Math.min(edits, (before[column - 2] ?? 0) + 1)
      next.push(edits)
    }
    before = last
    last = next
  }
  return last[b.length] ?? 0
}

/** The known word that a wrong one was most likely meant to be; null where none is near. */
export const nearest = (wrong: string, known: readonly string[]): string | null => {
  const plain = (word: string): string => word.toLowerCase().replaceAll(/[_\s]/g, '-')
  let best: { word: string; edits: number } | null = null
  for (const word of known) {
    const edits = editsBetween(plain(wrong), plain(word))
    if (best === null || edits < best.edits) best = { word, edits }
  }
  return best !== null && best.edits <= Math.max(2, Math.floor(wrong.length / 3)) ? best.word : null
}

/** ` (did you mean "x"?)`, or the known words where none is near. */
export const hint = (wrong: string, known: readonly string[]): string => {
  const word = nearest(wrong, known)
  if (word !== null) return `; did you mean "${word}"?`
  return known.length === 0 ? '' : `; known here: ${known.join(', ')}`
}
