import { once } from 'node:events'
import { createConnection, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type Mariadb, type MariadbAddress, startMariadb } from './mariadb.ts'

/** Names the socket at which a run of jest hands out its one MariaDB. */
const variable = 'OPENDEPOT_TEST_MARIADB'

interface Shared {
  readonly door: Server
  server: Promise<Mariadb> | undefined
}

/**
 * All test files of a run share one MariaDB, which the main process of jest starts when the first of them asks for it.
 * Files that need no MariaDB pay nothing.
 */
export async function offerMariadb(): Promise<Shared> {
  const path = join(tmpdir(), `opendepot-test-${String(process.pid)}.socket`)
  const door = createServer((asker) => {
    shared.server ??= startMariadb()
    shared.server.then(
      ({ address }) => asker.end(JSON.stringify({ address })),
      (error: unknown) => asker.end(JSON.stringify({ error: error instanceof Error ? error.message : String(error) })),
    )
  })
  const shared: Shared = { door, server: undefined }
  door.listen(path)
  await once(door, 'listening')
  process.env[variable] = path
  return shared
}

/** The end of the run. */
export async function withdrawMariadb(shared: Shared): Promise<void> {
  shared.door.close()
  const server = await shared.server?.catch(() => undefined)
  await server?.dispose()
}

/** Where the MariaDB of this run listens; starts it when nobody has asked before. */
export async function sharedMariadb(): Promise<MariadbAddress> {
  const path = process.env[variable]
  if (path === undefined) throw new Error('this run of jest has no global setup')
  const answer = JSON.parse(await text(createConnection(path))) as { address?: MariadbAddress; error?: string }
  if (answer.address === undefined) throw new Error(answer.error)
  return answer.address
}
