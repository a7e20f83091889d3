import { offerMariadb, withdrawMariadb } from './shared-mariadb.ts'

/** Called by jest once before all files; what it returns to itself stays in the main process. */
export default async function setUp(): Promise<void> {
  const shared = await offerMariadb()
  Object.assign(globalThis, { tearDownMariadb: () => withdrawMariadb(shared) })
}
