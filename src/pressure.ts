// Tells a burst from a process that has lost. A service whose event loop lags for a moment (it starts, it compiles, two
// hundred people press a button at once) still serves everybody a little later; refusing them would help nobody.

/** Milliseconds that the event loop may lag on average over a second. */
export const lagAtMostMillis = 2_000
/** Only a lag that lasts this long makes the service refuse: then a proxy should try another replica. */
const lastsMillis = 15_000
/** The lag is sampled once a second; without a sign of it for this long it has ended. */
const endedMillis = 3_000

/** Answers, each time the event loop is seen to lag, whether that has lasted too long. `clock` is in milliseconds. */
export const lastingLag = (clock: () => number = () => performance.now()): (() => boolean) => {
  let since = 0
  let last = Number.NEGATIVE_INFINITY
  return () => {
    const now = clock()
    if (now - last > endedMillis) since = now
    last = now
    return now - since >= lastsMillis
  }
}
