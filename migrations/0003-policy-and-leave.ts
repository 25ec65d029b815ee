// Published policies, kept verdicts, pot accounts, the leave ledger and bank holidays.
// Safe to rerun after a kill (see 0001): every statement is `if not exists`.
import { type Kysely, sql } from 'kysely'

const id = 'varchar(36)' as const
const instant = 'varchar(24)' as const
const day = 'varchar(10)' as const
const long = sql`longtext`

export const up = async (db: Kysely<unknown>): Promise<void> => {
  const { schema } = db
  await schema
    .createTable('policy_version')
    .ifNotExists()
    .addColumn('id', id, (c) => c.primaryKey())
    .addColumn('employer_id', id, (c) => c.notNull())
    .addColumn('name', 'varchar(80)', (c) => c.notNull())
    .addColumn('from_on', day, (c) => c.notNull())
    .addColumn('document', long, (c) => c.notNull())
    .addColumn('digest', 'varchar(64)', (c) => c.notNull())
    .addColumn('published_by', 'varchar(60)', (c) => c.notNull())
    .addColumn('published_at', instant, (c) => c.notNull())
    .addUniqueConstraint('policy_version_once', ['employer_id', 'from_on', 'published_at', 'id'])
    .addForeignKeyConstraint('policy_version_employer', ['employer_id'], 'employer', ['id'])
    .execute()
  await schema
    .createTable('verdict')
    .ifNotExists()
    .addColumn('id', id, (c) => c.primaryKey())
    .addColumn('employer_id', id, (c) => c.notNull())
    .addColumn('person_id', id, (c) => c.notNull())
    .addColumn('policy_version_id', id, (c) => c.notNull())
    .addColumn('outcome', 'varchar(8)', (c) => c.notNull())
    .addColumn('content', long, (c) => c.notNull())
    .addColumn('created_at', instant, (c) => c.notNull())
    .addColumn('keep_until_at', instant, (c) => c.notNull())
    .addUniqueConstraint('verdict_by_person', ['person_id', 'id'])
    .addUniqueConstraint('verdict_by_end', ['keep_until_at', 'id'])
    .addForeignKeyConstraint('verdict_policy', ['policy_version_id'], 'policy_version', ['id'])
    .execute()
  await schema
    .createTable('pot_account')
    .ifNotExists()
    .addColumn('id', id, (c) => c.primaryKey())
    .addColumn('employer_id', id, (c) => c.notNull())
    .addColumn('person_id', id, (c) => c.notNull())
    .addColumn('scope_id', id, (c) => c.notNull())
    .addColumn('pot', 'varchar(60)', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addUniqueConstraint('pot_account_once', ['person_id', 'scope_id', 'pot'])
    .addForeignKeyConstraint('pot_account_person', ['person_id'], 'person', ['id'])
    .execute()
  await schema
    .createTable('leave_entry')
    .ifNotExists()
    .addColumn('id', id, (c) => c.primaryKey())
    .addColumn('account_id', id, (c) => c.notNull())
    .addColumn('kind', 'varchar(8)', (c) => c.notNull())
    .addColumn('minutes', 'integer', (c) => c.notNull())
    .addColumn('effective_on', day, (c) => c.notNull())
    .addColumn('booking_id', id)
    .addColumn('closes_entry_id', id)
    .addColumn('once_key', 'varchar(60)', (c) => c.notNull())
    .addColumn('reason', 'varchar(60)', (c) => c.notNull())
    .addColumn('actor', 'varchar(60)', (c) => c.notNull())
    .addColumn('created_at', instant, (c) => c.notNull())
    .addUniqueConstraint('leave_entry_once', ['account_id', 'once_key'])
    .addUniqueConstraint('leave_entry_by_booking', ['booking_id', 'id'])
    .addForeignKeyConstraint('leave_entry_account', ['account_id'], 'pot_account', ['id'])
    .addCheckConstraint(
      'leave_entry_kind',
      sql`kind in ('grant', 'carry', 'reserve', 'take', 'release', 'expire', 'adjust')`,
    )
    .execute()
  await schema
    .createTable('bank_holiday')
    .ifNotExists()
    .addColumn('employer_id', id, (c) => c.notNull())
    .addColumn('nation', 'varchar(30)', (c) => c.notNull())
    .addColumn('on_day', day, (c) => c.notNull())
    .addColumn('title', 'varchar(120)', (c) => c.notNull())
    .addPrimaryKeyConstraint('bank_holiday_key', ['employer_id', 'nation', 'on_day'])
    .execute()
}
