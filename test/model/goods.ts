import type { Company } from '../support/company.ts'
import { itemOf } from '../support/items.ts'

export const itemNumber = 'FREE'

const freely = { policy: 'automatic', waitDays: 0, maximumCount: 0, periodDays: 0 } as const

/** What the histories are about: a license that may move as often as anybody likes, and that can be extended. */
export async function stock({ admin }: Company): Promise<void> {
  const rules = { returnRule: freely, reactivationRule: freely, restoreRule: freely }
  const containerKinds = { containerKind: ['software' as const, 'dongle' as const, 'cloud' as const] }
  const licenseOptions = { expirationPeriod: { periodCount: 1, periodUnit: 'year' as const } }
  await admin('PutItem', itemOf(itemNumber, { ...rules, containerKinds, licenseOptions }))
}
