// The worker: gives events their positions, hands them to consumers, and runs the features' clean-ups. One at a time across
// replicas by a lease; a worker that is killed is replaced when its lease ends.
import { setTimeout as pause } from 'node:timers/promises'
import { instantFromMillis, newId } from '../kernel/index.ts'
import { claimLease } from './migrator.ts'
import { type Consumer, type DueDelivery, dueDeliveries, markDone, markFailed, sequenceEvents } from './outbox.ts'
import type { Database, Unit } from './unit.ts'

const leaseName = 'worker'
const leaseMillis = 15_000
/** Milliseconds between looks at an empty outbox: soon enough for a person who waits for a mail. */
const idleMillis = 500
/** Seconds before each further attempt (those of Standard Webhooks); after the last one the delivery is set aside. */
const retrySeconds = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]

/** Work that is done now and then: purging what has expired. Answers how many rows it removed. */
export interface Upkeep {
  readonly name: string
  readonly everySeconds: number
  run(unit: Unit): Promise<number>
}

/** Carries events to whoever hears them. At most one works on a database at a time. */
export interface Worker {
  /** Does everything that is due now and answers how many events and deliveries it dealt with. */
  runOnce(): Promise<number>
  /** Runs until stopped. */
  start(): void
  /** Ends after what is in hand; gives the lease back. */
  stop(): Promise<void>
  /** Real time in milliseconds of the last completed look, for the readiness check; null before the first. */
  lastLookMillis(): number | null
}

/** What a worker needs. `onError` gets what went wrong with the consumer's name: never an event's content. */
export interface WorkerOptions {
  readonly database: Database
  readonly consumers: readonly Consumer[]
  readonly upkeep: readonly Upkeep[]
  readonly onError: (error: unknown, where: string) => void
}

/** Makes a worker; it does nothing before `start` or `runOnce`. */
export const makeWorker = ({ database, consumers, upkeep, onError }: WorkerOptions): Worker => {
  const holder = newId()
  const lease = { name: leaseName, holder, millis: leaseMillis }
  const byName = new Map(consumers.map((consumer) => [consumer.name, consumer]))
  const stopping = new AbortController()
  let lastLook: number | null = null
  let running: Promise<void> | null = null
  const nextMillis = new Map<string, number>()

  const attempt = async (delivery: DueDelivery): Promise<void> => {
    const consumer = byName.get(delivery.consumer)
    if (consumer === undefined) return
    try {
      if ('handle' in consumer) {
        await database.transact(async (unit) => {
          if (await markDone(unit, delivery.id)) await consumer.handle(unit, delivery.event)
        })
        return
      }
      await consumer.deliver({ database, reader: database.reader, deliveryId: delivery.id }, delivery.event)
      await database.transact((unit) => markDone(unit, delivery.id))
    } catch (error) {
      onError(error, `consumer ${consumer.name}`)
      const seconds = retrySeconds[delivery.attempts]
      const next =
        seconds === undefined ? { dead: true as const } : { dueAt: instantFromMillis(Date.now() + seconds * 1000) }
      await markFailed(database.reader, delivery, { next, errorKind: error instanceof Error ? error.name : 'unknown' })
    }
  }

  const keepUp = async (): Promise<void> => {
    for (const { name, everySeconds, run } of upkeep) {
      if (Date.now() < (nextMillis.get(name) ?? 0)) continue
      nextMillis.set(name, Date.now() + everySeconds * 1000)
      await database.transact(run).catch((error: unknown) => onError(error, `upkeep ${name}`))
    }
  }

  const runOnce = async (): Promise<number> => {
    if (!(await claimLease(database.reader.db, lease))) return 0
    const sequenced = await database.transact((unit) => sequenceEvents(unit, consumers))
    const due = await dueDeliveries(database.reader, 50)
    for (const delivery of due) {
      if (!(await claimLease(database.reader.db, lease))) return sequenced
      await attempt(delivery)
    }
    await keepUp()
    lastLook = Date.now()
    return sequenced + due.length
  }

  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const done = await runOnce().catch((error: unknown) => {
        onError(error, 'worker')
        return 0
      })
      if (done === 0) await pause(idleMillis, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }

  return {
    runOnce,
    start: () => {
      running ??= loop()
    },
    stop: async () => {
      stopping.abort()
      await running
      await database.reader.db.deleteFrom('lease').where('name', '=', leaseName).where('holder', '=', holder).execute()
    },
    lastLookMillis: () => lastLook,
  }
}
