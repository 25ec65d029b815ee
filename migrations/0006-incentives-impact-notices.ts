// The points ledger, hourly values, signed links and calendar feeds.
// Safe to rerun after a kill (see 0001): every statement is `if not exists`.
import { type Kysely, sql } from 'kysely'

const id = 'varchar(36)' as const
const instant = 'varchar(24)' as const
const day = 'varchar(10)' as const
const long = sql`longtext`

export const up = async (db: Kysely<unknown>): Promise<void> => {
  const { schema } = db
  await schema
    .createTable('points_account')
    .ifNotExists()
    .addColumn('id', id, (c) => c.primaryKey())
    .addColumn('employer_id', id, (c) => c.notNull())
    .addColumn('kind', 'varchar(10)', (c) => c.notNull())
    .addColumn('owner_id', id, (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addUniqueConstraint('points_account_once', ['employer_id', 'kind', 'owner_id'])
    .addUniqueConstraint('points_account_by_owner', ['owner_id', 'id'])
    .execute()
  await schema
    .createTable('points_transfer')
    .ifNotExists()
    .addColumn('id', id, (c) => c.primaryKey())
    .addColumn('employer_id', id, (c) => c.notNull())
    .addColumn('kind', 'varchar(10)', (c) => c.notNull())
    .addColumn('cause_key', 'varchar(160)', (c) => c.notNull())
    .addColumn('booking_id', id)
    .addColumn('policy_version_id', id)
    .addColumn('at', instant, (c) => c.notNull())
    .addUniqueConstraint('points_transfer_once', ['employer_id', 'cause_key'])
    .addUniqueConstraint('points_transfer_by_booking', ['booking_id', 'id'])
    .execute()
  await schema
    .createTable('points_entry')
    .ifNotExists()
    .addColumn('id', id, (c) => c.primaryKey())
    .addColumn('transfer_id', id, (c) => c.notNull())
    .addColumn('account_id', id, (c) => c.notNull())
    .addColumn('points', 'integer', (c) => c.notNull())
    .addUniqueConstraint('points_entry_by_transfer', ['transfer_id', 'account_id'])
    .addUniqueConstraint('points_entry_by_account', ['account_id', 'id'])
    .addForeignKeyConstraint('points_entry_transfer', ['transfer_id'], 'points_transfer', ['id'])
    .addForeignKeyConstraint('points_entry_account', ['account_id'], 'points_account', ['id'])
    .execute()
  await schema
    .createTable('hourly_value')
    .ifNotExists()
    .addColumn('id', id, (c) => c.primaryKey())
    .addColumn('employer_id', id, (c) => c.notNull())
    .addColumn('from_on', day, (c) => c.notNull())
    .addColumn('amount_minor', 'integer', (c) => c.notNull())
    .addColumn('currency', 'varchar(3)', (c) => c.notNull())
    .addColumn('method', 'varchar(120)', (c) => c.notNull())
    .addColumn('source', 'varchar(300)', (c) => c.notNull())
    .addUniqueConstraint('hourly_value_once', ['employer_id', 'currency', 'from_on'])
    .addForeignKeyConstraint('hourly_value_employer', ['employer_id'], 'employer', ['id'])
    .execute()
  await schema
    .createTable('signed_link')
    .ifNotExists()
    .addColumn('id', id, (c) => c.primaryKey())
    .addColumn('token_digest', 'varchar(64)', (c) => c.notNull())
    .addColumn('tenant_id', id, (c) => c.notNull())
    .addColumn('purpose', 'varchar(30)', (c) => c.notNull())
    .addColumn('subject_id', id, (c) => c.notNull())
    .addColumn('holder_kind', 'varchar(8)', (c) => c.notNull())
    .addColumn('holder_id', id, (c) => c.notNull())
    .addColumn('created_at', instant, (c) => c.notNull())
    .addColumn('expires_at', instant, (c) => c.notNull())
    .addColumn('used_at', instant)
    .addColumn('answer', long)
    .addUniqueConstraint('signed_link_once', ['token_digest'])
    .addUniqueConstraint('signed_link_by_holder', ['holder_id', 'id'])
    .addUniqueConstraint('signed_link_by_expiry', ['expires_at', 'id'])
    .execute()
  await schema
    .createTable('calendar_feed')
    .ifNotExists()
    .addColumn('id', id, (c) => c.primaryKey())
    .addColumn('person_id', id, (c) => c.notNull())
    .addColumn('token_digest', 'varchar(64)', (c) => c.notNull())
    .addColumn('created_at', instant, (c) => c.notNull())
    .addColumn('revoked_at', instant)
    .addUniqueConstraint('calendar_feed_once', ['token_digest'])
    .addUniqueConstraint('calendar_feed_by_person', ['person_id', 'id'])
    .addForeignKeyConstraint('calendar_feed_person', ['person_id'], 'person', ['id'])
    .execute()
}
