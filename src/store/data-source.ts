import type { DataSource } from 'typeorm'
import { serverDataSource } from './server.ts'
import { sqliteDataSource } from './sqlite.ts'

/**
 * The data source behind a `DATABASE_URL`: `sqlite:PATH`, `sqlite::memory:`, `mariadb://USER:PASSWORD@HOST:PORT/NAME` or
 * `mysql://…`, the latter two with `?socketPath=PATH` or `?tls=on` if wanted. Throws a TypeError on anything else.
 */
export function createDataSource(url: string, poolSize: number): DataSource {
  if (url.startsWith('sqlite:') && url.length > 'sqlite:'.length) return sqliteDataSource(url.slice('sqlite:'.length))
  if (/^(mariadb|mysql):\/\/[^/]+\/[^/?]+(\?.*)?$/.test(url)) return serverDataSource(new URL(url), poolSize)
  // The address may hold a password, so the message does not repeat it.
  throw new TypeError(
    'a database address is sqlite:PATH, sqlite::memory:, mariadb://… or mysql://… with a name at its end',
  )
}
