import type { ItemDraft } from '../../src/domain/item.ts'

const never = { policy: 'never', waitDays: 0, maximumCount: 0, periodDays: 0 } as const

/** The same rule for a return, a reactivation and a restoring. */
function moves(rule: ItemDraft['returnRule']): Pick<ItemDraft, 'returnRule' | 'reactivationRule' | 'restoreRule'> {
  return { returnRule: rule, reactivationRule: rule, restoreRule: rule }
}

const free = moves({ ...never, policy: 'automatic' })
const month = { periodCount: 1, periodUnit: 'month' } as const

/** Items whose licenses may leave their container, by one rule each. */
export const movingItems: (Partial<ItemDraft> & Pick<ItemDraft, 'itemNumber'>)[] = [
  { itemNumber: 'FREE', ...free },
  { itemNumber: 'OTHER-FREE', firmCode: 6_000_011, ...free },
  { itemNumber: 'ONCE', ...moves({ ...never, policy: 'automatic', maximumCount: 1, periodDays: 30 }) },
  { itemNumber: 'WAITS', ...moves({ ...never, policy: 'wait', waitDays: 3 }) },
  { itemNumber: 'ASKS', ...moves({ ...never, policy: 'manual' }) },
  { itemNumber: 'FREE-BASE', ...free },
  { itemNumber: 'FREE-PLUS', upgradeBases: ['FREE-BASE'], ...free },
  { itemNumber: 'RIDER', moduleBases: ['FREE-BASE', 'FREE-PLUS'] },
  { itemNumber: 'FREE-MONTHLY', options: { expirationPeriod: month }, ...free },
  { itemNumber: 'FREE-UNITS', options: { unitCounter: { units: 1000, counterMode: 'set' } }, ...free },
  { itemNumber: 'FREE-TRIAL', trialCount: 1, ...free },
  { itemNumber: 'IDLE', idleReleaseHours: 24, options: { expirationPeriod: month } },
  { itemNumber: 'IDLE-RIDER', moduleBases: ['IDLE'] },
  {
    itemNumber: 'FREE-NAMED',
    parameters: [{ name: 'host', valueKind: 'text', givenAt: 'activation', mandatory: true }],
    ...free,
  },
]
