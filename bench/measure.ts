// Measures rivals in one run: in turns, so that a busy machine is unkind to all of them alike, and as ratios of the same turn.

/** Something whose work is counted. `run` does some of it and answers how much. */
export interface Rival {
  readonly name: string
  run(): number | Promise<number>
}

/** The middle of many rounds, and how far they lie apart. */
export interface Sample {
  readonly median: number
  /** The tenth part of rounds lies below, and the tenth part above. */
  readonly low: number
  readonly high: number
}

/** What one rival did, and how it stands to the baseline, which is the last of them. */
export interface Standing {
  readonly name: string
  readonly perSecond: Sample
  /** Share of the baseline's speed in the same round: 0.5 is half as fast. */
  readonly ratio: Sample
}

/** The middle of some numbers with its spread. */
export const sampleOf = (numbers: readonly number[]): Sample => {
  const sorted = numbers.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.round((sorted.length - 1) * share)] ?? Number.NaN
  return { median: at(0.5), low: at(0.1), high: at(0.9) }
}

/**
 * Runs rivals in rounds, each round in another order. A rival's turn lasts as long as its own runs need to fill `millis`, or one
 * run where that is longer. The first round warms up and is thrown away.
 */
export const interleaved = async (
  rivals: readonly [Rival, Rival],
  { rounds, millis }: { rounds: number; millis: number },
): Promise<readonly Standing[]> => {
  const speeds = rivals.map((): number[] => [])
  for (let round = 0; round <= rounds; round += 1) {
    const order = rivals.map((_, index) => (round % 2 === 0 ? index : rivals.length - 1 - index))
    for (const index of order) {
      const speed = await turn(rivals[index], millis)
      if (round > 0) speeds[index]?.push(speed)
    }
  }
  const baseline = speeds.at(-1) ?? []
  return rivals.map(({ name }, index) => ({
    name,
    perSecond: sampleOf(speeds[index] ?? []),
    ratio: sampleOf((speeds[index] ?? []).map((speed, round) => speed / (baseline[round] ?? Number.NaN))),
  }))
}

const turn = async (rival: Rival | undefined, millis: number): Promise<number> => {
  if (rival === undefined) throw new Error('a rival is missing')
  let done = 0
  const startedAt = performance.now()
  do done += await rival.run()
  while (performance.now() - startedAt < millis)
  return (done * 1000) / (performance.now() - startedAt)
}
