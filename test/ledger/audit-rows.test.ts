import { verifyLedger } from '../../src/ledger/audit/verify.ts'
import { openShop } from '../sales/shop.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { numberAll } from './ledger-kit.ts'

describeEachDatabase('the audit and the rows', (databases) => {
  test('every version has its event, and an end that was cut off without a trace is found', async () => {
    const store = await databases.open()
    const { call } = await openShop(store)
    const lines = (itemNumber: string, quantity: number) => ({
      orderLine: [{ lineNumber: '10', itemNumber, quantity }],
    })
    const order = {
      orderNumber: 'A-1',
      customer: { customerId: 'C1', name: 'Muster' },
      orderLines: lines('NETWORK', 4),
    }
    const { result } = await call('CreateOrder', { order })
    const ticketId = result.ticketId ?? ''
    const licenseId = result.licenses.license[0]?.licenseId ?? ''
    const licenseIds = { licenseId: [licenseId] }
    const reason = 'audit'
    await call('SplitLicense', { requestId: 's', licenseSplit: { licenseId, splitOff: 1 } })
    await call('AssignContainer', { assignment: { licenseIds, containerSerial: '3-1234' } })
    await call('ReplaceLicense', { requestId: 'l', replacement: { licenseId, itemNumber: 'NETWORK', reason } })
    const orderReplacement = { orderNumber: 'A-1', orderLines: lines('NETWORK', 2), reason }
    await call('ReplaceOrder', { requestId: 'o', orderReplacement })
    await call('RotateTicket', { requestId: 'r', rotation: { ticketId, reason } })
    await call(
      'EraseCustomer',
      { requestId: 'e', erasure: { customerId: 'C1', reason } },
      { now: new Date('2026-06-04T08:00:00.000Z') },
    )
    await numberAll(store)
    const audit = () => verifyLedger({ store, trusted: [] })
    expect(await audit()).toMatchObject({ sound: true, findings: [] })

    const sql = (statement: string) => store.transact((tx) => tx.query(statement))
    await sql("DELETE FROM events WHERE operation = 'EraseCustomer'")
    await sql(
      'UPDATE ledger_tips SET sequence = sequence - 1, hash = (SELECT hash FROM events ORDER BY sequence DESC LIMIT 1)',
    )
    const { findings } = await audit()
    expect(findings).toMatchObject([{ kind: 'removed', subject: expect.stringMatching(/^order /) as string }])

    await sql('DELETE FROM events')
    await sql('DELETE FROM ledger_tips')
    const kinds = new Set((await audit()).findings.map(({ subject = '' }) => subject.split(' ')[0]))
    expect([...kinds].sort()).toEqual(['item', 'license', 'order', 'ticket'])
  })
})
