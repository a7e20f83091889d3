import { In, IsNull, LessThan } from 'typeorm'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { noEnd } from '../domain/expiration.ts'
import { renewedEnd } from '../domain/subscription.ts'
import { License } from '../entities/license.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import type { Planned } from './act-on-licenses.ts'
import { giveTerms } from './give-terms.ts'

/** A container that has made contact. */
export interface RenewingContainer {
  readonly containerId: string
  /** That of its context. */
  readonly firmCode: number
  /** Licenses that are in an update which it has not taken in, as far as is known. */
  readonly onTheWay: ReadonlySet<string>
}

/** A license that renews itself now, with the end that it gets. */
type Renewal = Planned<Pick<License, 'expiresAt' | 'expirationDay'>>

/**
 * The licenses in a container that renew themselves at this contact (docs/subscriptions.md). What is on its way has not
 * begun to run down; it is renewed when it has arrived, or has run out before.
 */
export async function dueRenewals(
  tx: Tx,
  call: Call,
  catalogue: Catalogue,
  { containerId, firmCode, onTheWay }: RenewingContainer,
): Promise<Renewal[]> {
  const licenses = await tx.find(License, {
    where: {
      containerId,
      firmCode,
      state: In(['Collected', 'Confirmed']),
      expiresAt: LessThan(noEnd),
      renewalCancelledAt: IsNull(),
    },
    order: { createdAt: 'ASC', id: 'ASC' },
  })
  if (licenses.length === 0) return []
  const versionIds = licenses.map(({ itemVersionId }) => itemVersionId)
  const versions = await catalogue.versions(tx, versionIds)
  return licenses.flatMap((license): Renewal[] => {
    const item = versions.get(license.itemVersionId)?.definition
    if (item === undefined) throw new Error(`item version ${license.itemVersionId} is missing`)
    if (onTheWay.has(license.id) && license.expiresAt !== null && license.expiresAt > call.now) return []
    const end = renewedEnd({ ...license, item }, call)
    return end === undefined ? [] : [{ license, plan: { expiresAt: end.at, expirationDay: end.day } }]
  })
}

/**
 * Renews licenses: in our books now, and in their container by actions, which the update of this very contact takes along.
 * To be called before anything else reads licenses, since their rows change.
 */
export async function renewSubscriptions(tx: Tx, call: Call, due: readonly Renewal[]): Promise<void> {
  if (due.length > 0) await giveTerms(tx, call, due, {}, 'LicenseRenewed')
}
