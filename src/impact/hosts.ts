// Which hosts are one organisation for counting. Rows that share a register id count once; they are never merged. Pure.
import type { AttendedRow } from './attended.ts'

/** The host of own activities that gave no register number: nobody can tell whether two of them are the same. */
export const unregisteredHost = 'unregistered' as const

/** A host as counted: a key that all rows of it share, and a name where a body has named it. */
export interface Host {
  readonly key: string
  readonly name: string | null
}

/** The host behind each row. Two groups with a register id in common, even through a third one, are one host. */
export const hostsOf = (rows: readonly AttendedRow[]): ((row: AttendedRow) => Host) => {
  const parents = new Map<string, string>()
  const rootOf = (key: string): string => {
    const parent = parents.get(key) ?? key
    if (parent === key) return key
    const root = rootOf(parent)
    parents.set(key, root)
    return root
  }
  // The smaller key becomes the root, so that the answer does not depend on the order of the rows.
  const join = (a: string, b: string): void => {
    const [first, second] = [rootOf(a), rootOf(b)].sort()
    if (first !== undefined && second !== undefined && first !== second) parents.set(second, first)
  }
  for (const row of rows) {
    const [first, ...rest] = keysOf(row)
    for (const other of rest) if (first !== undefined) join(first, other)
  }
  const names = new Map<string, { groupId: string; name: string }>()
  for (const row of rows) {
    if (row.groupId === null || row.groupName === null) continue
    const root = rootOf(keysOf(row)[0] ?? '')
    const named = names.get(root)
    if (named === undefined || row.groupId < named.groupId)
      names.set(root, { groupId: row.groupId, name: row.groupName })
  }
  return (row) => {
    const key = keysOf(row)[0]
    if (key === undefined) return { key: unregisteredHost, name: null }
    const root = rootOf(key)
    return { key: root, name: names.get(root)?.name ?? root }
  }
}

const keysOf = (row: AttendedRow): string[] => (row.groupId === null ? [...row.orgIds] : [row.groupId, ...row.orgIds])
