import type { Item } from '../../src/contract/admin.ts'
import { firmCode } from './company.ts'

const never = { policy: 'never', waitDays: 0, maximumCount: 0, periodDays: 0 } as const

/** An item for software containers, as PutItem takes it; a test states what matters to it. */
export function itemOf(itemNumber: string, changes: Partial<Item> = {}): { item: Item } {
  const item: Item = {
    itemNumber,
    name: itemNumber,
    firmCode,
    productCode: 100n,
    licenseCounting: 'perPiece',
    containerKinds: { containerKind: ['software'] },
    licenseOptions: {},
    returnRule: never,
    reactivationRule: never,
    restoreRule: never,
    itemParameters: { itemParameter: [] },
    ...changes,
  }
  return { item }
}
