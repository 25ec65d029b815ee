// Tests without a network: nothing leaves this machine, and whatever a test has prepared must have been asked for at its end.
import nock from 'nock'
import t, { type Test } from 'tap'

nock.disableNetConnect()
t.teardown(() => nock.restore())

/** One test with the network off; fails when something that was prepared has not been asked for. */
export const offline = (name: string, run: (t: Test) => Promise<void>) =>
  t.test(name, async (t) => {
    try {
      await run(t as Test)
      t.same(nock.pendingMocks(), [], 'everything that was prepared has been asked for')
    } finally {
      nock.cleanAll()
    }
  })
