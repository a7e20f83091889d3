import { License } from '../entities/license.ts'
import { type Change, record } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { changeRows } from '../store/change-rows.ts'
import type { Tx } from '../store/store.ts'
import type { Done, Planned } from './act-on-licenses.ts'
import { history, type Why } from './why.ts'

/**
 * Dedicates licenses that are not collected to a container, or (null) to none. A dedicated license waits by its own row:
 * the container gets it at its next contact, after every action that waits for it.
 */
export async function dedicate(
  tx: Tx,
  call: Call,
  planned: readonly Planned<string | null>[],
  why: Why,
): Promise<Done[]> {
  const changes: Change[] = []
  for (const serial of new Set(planned.map(({ plan }) => plan))) {
    const licenses = planned.filter(({ plan }) => plan === serial).map(({ license }) => license)
    await changeRows(tx, License, licenses, { dedicatedSerial: serial, updatedAt: call.now })
    changes.push(...licenses.map((license) => dedicated(license, serial, why)))
  }
  await record(tx, call, changes)
  return planned.map(({ license: { id, state }, plan }) => ({ licenseId: id, state, pending: plan !== null }))
}

function dedicated({ id, version, dedicatedSerial }: License, serial: string | null, why: Why): Change {
  return {
    kind: 'license',
    id,
    version: version + 1,
    change: serial === null ? 'LicenseReleased' : 'LicenseAssigned',
    before: { dedicatedSerial },
    ...history(why, { dedicatedSerial: serial }),
  }
}
