import type { ItemDraft, MoveRule } from '../../src/domain/item.ts'

const never: MoveRule = { policy: 'never', waitDays: 0, maximumCount: 0, periodDays: 0 }

/** An item without problems; a test states what matters to it. */
export function sensibleItem(options: ItemDraft['options'] = {}, changes: Partial<ItemDraft> = {}): ItemDraft {
  return {
    itemNumber: 'CAD-PRO',
    name: 'CAD Professional',
    firmCode: 6000010,
    productCode: 100,
    licenseCounting: 'perPiece',
    containerKinds: ['software', 'dongle'],
    options,
    returnRule: never,
    reactivationRule: never,
    restoreRule: never,
    parameters: [],
    ...changes,
  }
}
