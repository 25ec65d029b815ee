// The name somebody probably meant. Pure.

/** How many single-letter changes (or swaps of neighbours) turn one word into the other. */
const distance = (a: string, b: string): number => {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1]
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const changed = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1))
      row.push(swapped ? Math.min(changed, (before[j - 2] ?? 0) + 1) : changed)
    }
    before = last
    last = row
  }
  return last[b.length] ?? 0
}

/** The known name nearest to a misspelt one, ignoring case; null where none is near enough to be worth proposing. */
export const nearestName = (written: string, known: readonly string[]): string | null => {
  // Longer words would only cost time: no field of ours is that long.
  const word = written.slice(0, 60).toLowerCase()
  const ranked = known
    .map((name) => ({ name, away: distance(word, name.toLowerCase()) }))
    .sort((one, other) => one.away - other.away)
  const best = ranked[0]
  return best !== undefined && best.away <= Math.max(1, Math.floor(best.name.length / 3)) ? best.name : null
}
