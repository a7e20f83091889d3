import { bytesOfId } from '../entities/columns.ts'
import type { Tx } from '../store/store.ts'
import type { Destination } from './destination.ts'

/**
 * Whether anything may wait for a container: a license that is dedicated to it, a decision of its vendor, or a license in it
 * that may renew itself. Asked at every contact, and mostly in vain; so by one statement, which reads entries of indexes.
 */
export async function somethingWaits(
  tx: Tx,
  { container, serial, firmCode }: Pick<Destination, 'container' | 'serial' | 'firmCode'>,
): Promise<boolean> {
  const known = container === undefined ? [] : [bytesOfId(container.id), bytesOfId(container.id)]
  const questions = container === undefined ? [dedicated] : [dedicated, decided, renewable]
  const statement = `SELECT ${questions.map((question) => `EXISTS (${question})`).join(' OR ')} AS waits`
  const [row] = await tx.query<{ waits: unknown }[]>(statement, [serial, firmCode, ...known])
  return Number(row?.waits) > 0
}

const dedicated = "SELECT 1 FROM licenses WHERE dedicated_serial = ? AND firm_code = ? AND state = 'NotCollected'"
const decided = "SELECT 1 FROM vendor_actions WHERE container_id = ? AND state = 'pending'"
const renewable = `SELECT 1 FROM licenses
  WHERE container_id = ? AND expires_at IS NOT NULL AND renewal_cancelled_at IS NULL AND state IN ('Collected', 'Confirmed')`
