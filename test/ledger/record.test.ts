import { LedgerEvent } from '../../src/entities/ledger-event.ts'
import { firmCodeId, record, type Cause } from '../../src/ledger/record.ts'
import { describeEachDatabase } from '../support/databases.ts'

const cause: Cause = {
  now: new Date('2026-11-22T10:00:00.123Z'),
  caller: { name: 'erp' },
  operation: 'CreateOrder',
  requestId: 'r1',
}
const id = '019a8b7c-0000-7000-8000-000000000001'

describeEachDatabase('record', (databases) => {
  test('writes each change with who, when and why, not yet sequenced', async () => {
    const store = await databases.open()
    await store.transact((tx) =>
      record(tx, cause, [
        { kind: 'order', id, version: 1, change: 'OrderCreated', after: { lines: 2 }, comment: 'by phone' },
        { kind: 'order', id, version: 2, change: 'OrderExtended', before: { lines: 2 }, after: { lines: 3 } },
      ]),
    )
    const facts = {
      aggregateKind: 'order',
      aggregateId: id,
      at: cause.now,
      actor: 'erp',
      operation: 'CreateOrder',
      requestId: 'r1',
    }
    const open = { sequence: null, hash: null }
    expect(await store.read((tx) => tx.find(LedgerEvent, { order: { version: 'ASC' } }))).toEqual([
      { ...facts, ...open, version: 1, change: 'OrderCreated', before: null, after: { lines: 2 }, comment: 'by phone' },
      {
        ...facts,
        ...open,
        version: 2,
        change: 'OrderExtended',
        before: { lines: 2 },
        after: { lines: 3 },
        comment: null,
      },
    ])
  })

  test('nothing changed is nothing written', async () => {
    const store = await databases.open()
    await store.transact((tx) => record(tx, cause, []))
    expect(await store.read((tx) => tx.count(LedgerEvent))).toBe(0)
  })

  test('two changes cannot claim the same version of a thing', async () => {
    const store = await databases.open({ patience: 50 })
    const change = { kind: 'order', id, version: 1, change: 'OrderCreated' } as const
    await store.transact((tx) => record(tx, cause, [change]))
    await expect(store.transact((tx) => record(tx, cause, [change]))).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  })
})

test('firm codes have ids of their own', () => {
  expect(firmCodeId(6_000_010)).toBe('00000000-0000-0000-0000-0000005b8d8a')
  expect(firmCodeId(1)).not.toBe(firmCodeId(2))
})
