// The face of the database: units of work, row types, connections, migrations, the outbox. Knows no feature.

export { openDatabase } from './connection.ts'
export { insertIgnoring, isLockTimeout, isUnavailable, isUniqueViolation, upsert } from './dialect.ts'
export { migrate, type SchemaState, schemaState } from './migrator.ts'
export { type Consumer, type DeliveryContext, type FeedItem, readFeed, type StoredEvent } from './outbox.ts'
export { purgeExpired } from './purge.ts'
export { type Lead, type RetentionClass, retention, retentionClasses, type TableRetention } from './retention.ts'
export type { TableName, Tables } from './rows.ts'
export type { AuditNote, Database, Dialect, DomainEvent, LockableTable, Reader, Unit } from './unit.ts'
export { type OutboxState, outboxState } from './watch.ts'
export { makeWorker, type Upkeep, type Worker } from './worker.ts'
