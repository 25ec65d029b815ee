// How many rows of an import one statement carries: few enough for the parameters, and small enough for the packets, that either
// database accepts. Pure.

/** SQLite takes 32,766 parameters in a statement and MySQL 65,535; a row of ours has at most 20. */
const rowsAtMost = 200

/** A quarter of the smallest packet in use (MariaDB, 16 MB), and a character may take four bytes. */
const charactersAtMost = 1_000_000

/** Rows in their order, cut so that each piece fits one statement. A row that is larger by itself is a piece of its own. */
export const inChunks = <Row extends object>(rows: readonly Row[]): Row[][] => {
  const chunks: Row[][] = []
  let room = 0
  for (const row of rows) {
    const size = Object.values(row).reduce<number>(
      (sum, value) => sum + (typeof value === 'string' ? value.length : 8),
      0,
    )
    const last = chunks.at(-1)
    if (last === undefined || last.length >= rowsAtMost || size > room) {
      chunks.push([row])
      room = charactersAtMost - size
    } else {
      last.push(row)
      room -= size
    }
  }
  return chunks
}
