// Putting things that belong together side by side. Pure. (Map.groupBy would do, but Node 20, on which hosts mount us, lacks it.)

/** Items by what a key function says of each, in the order in which the keys and the items first appear. */
export const groupedBy = <Item, Key>(items: Iterable<Item>, keyOf: (item: Item) => Key): Map<Key, Item[]> => {
  const groups = new Map<Key, Item[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}
