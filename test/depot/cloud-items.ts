import type { ItemDraft } from '../../src/domain/item.ts'

const cloud = { containerKinds: ['cloud'] } satisfies Partial<ItemDraft>
const free = { policy: 'automatic', waitDays: 0, maximumCount: 0, periodDays: 0 } as const

/** Items for containers that live on the server. */
export const cloudItems: (Partial<ItemDraft> & Pick<ItemDraft, 'itemNumber'>)[] = [
  { itemNumber: 'C-PLAIN', ...cloud, containerKinds: ['cloud', 'software'], returnRule: free },
  { itemNumber: 'C-TWO-SEATS', ...cloud, options: { licenseQuantity: 2, lingerTime: 60 } },
  { itemNumber: 'C-TEN-SEATS', ...cloud, options: { licenseQuantity: 10 } },
  {
    itemNumber: 'C-RENEWED',
    ...cloud,
    options: { expirationPeriod: { periodCount: 1, periodUnit: 'month' } },
    renewalRule: free,
  },
  { itemNumber: 'C-NO-QUANTITY', ...cloud, options: { licenseQuantity: 0 } },
  {
    itemNumber: 'C-UNITS',
    containerKinds: ['cloud', 'software'],
    returnRule: free,
    options: { licenseQuantity: 60, unitCounter: { units: 100, counterMode: 'set' } },
  },
  { itemNumber: 'C-MONTHLY', ...cloud, options: { expirationPeriod: { periodCount: 1, periodUnit: 'month' } } },
  { itemNumber: 'C-LATER', ...cloud, options: { activationTime: '2026-06-01T00:00:00.000Z' } },
  {
    itemNumber: 'C-IDLE',
    containerKinds: ['cloud', 'software'],
    idleReleaseHours: 1,
    options: { unitCounter: { units: 100, counterMode: 'set' } },
  },
  { itemNumber: 'C-TWO-DAYS-OF-USE', ...cloud, returnRule: free, options: { usagePeriod: 2 } },
  {
    itemNumber: 'C-SUBSCRIBED',
    ...cloud,
    subscription: { model: 'checkpoint', period: { periodCount: 1, periodUnit: 'month' }, graceDays: 0 },
  },
  {
    itemNumber: 'C-SECRET',
    ...cloud,
    options: { hiddenData: [{ dataNumber: 1, accessCode: 4711, content: Buffer.from('hidden').toString('base64') }] },
  },
  {
    itemNumber: 'C-BASE',
    ...cloud,
    options: { licenseQuantity: 3, expirationPeriod: { periodCount: 1, periodUnit: 'month' } },
  },
  { itemNumber: 'C-MODULE', ...cloud, moduleBases: ['C-BASE', 'C-SUBSCRIBED'] },
]
