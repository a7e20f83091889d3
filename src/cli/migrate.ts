import { readConfig } from '../config.ts'
import { connect, refuseDefects } from '../open-store.ts'
import type { Register } from './run.ts'

/** `opendepot migrate`: brings the tables up to date, or says what would be done. */
export const registerMigrate: Register = (program, { terminal, show, withJson }) => {
  withJson(program.command('migrate').description('bring the tables of the database up to date'))
    .option('--dry-run', 'only list the migrations that would run')
    .action(async ({ dryRun }: { dryRun?: true }) => {
      const store = await connect(readConfig(terminal.env))
      try {
        const migrations = dryRun ? await store.pendingMigrations() : await store.migrate()
        if (!dryRun) await refuseDefects(store)
        const verb = dryRun ? 'to run' : 'done'
        const text =
          migrations.length === 0
            ? 'The database is up to date.'
            : migrations.map((name) => `${verb}: ${name}`).join('\n')
        show({ json: { dryRun: dryRun ?? false, migrations }, text })
      } finally {
        await store.close()
      }
    })
}
