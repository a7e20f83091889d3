import { bytesOfId } from '../entities/columns.ts'
import type { Tx } from '../store/store.ts'
import type { Destination } from './destination.ts'

/** What may wait for a container. */
export interface Waiting {
  /** A decision of its vendor, or a license that is dedicated to it. */
  readonly decided: boolean
  /** A license in it has an end, and may be one that renews itself. */
  readonly renewable: boolean
  /** The copy of a license in it dies without contact. */
  readonly dying: boolean
}

/** Asked at every contact, and mostly in vain; so by one statement, which reads entries of indexes. */
export async function whatWaits(
  tx: Tx,
  { container, serial, firmCode }: Pick<Destination, 'container' | 'serial' | 'firmCode'>,
): Promise<Waiting> {
  const exists = (question: string) => `EXISTS (${question})`
  const known =
    container === undefined ? [] : [bytesOfId(container.id), bytesOfId(container.id), bytesOfId(container.id)]
  const questions =
    container === undefined
      ? [exists(dedicated), '0', '0']
      : [`${exists(dedicated)} OR ${exists(decided)}`, exists(renewable), exists(dying)]
  const statement = `SELECT ${questions[0]} AS decided, ${questions[1]} AS renewable, ${questions[2]} AS dying`
  const [row] = await tx.query<Record<keyof Waiting, unknown>[]>(statement, [serial, firmCode, ...known])
  return { decided: Number(row?.decided) > 0, renewable: Number(row?.renewable) > 0, dying: Number(row?.dying) > 0 }
}

const dedicated = "SELECT 1 FROM licenses WHERE dedicated_serial = ? AND firm_code = ? AND state = 'NotCollected'"
const decided = "SELECT 1 FROM vendor_actions WHERE container_id = ? AND state = 'pending'"
const renewable = `SELECT 1 FROM licenses
  WHERE container_id = ? AND expires_at IS NOT NULL AND renewal_cancelled_at IS NULL AND state IN ('Collected', 'Confirmed')`
const dying = `SELECT 1 FROM licenses
  WHERE container_id = ? AND copy_ends_at IS NOT NULL AND state IN ('Collected', 'Confirmed')`
