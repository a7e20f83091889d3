import fc from 'fast-check'
import { type ComparedOrder, reconcile } from '../../src/domain/reconciliation.ts'

const line = (lineNumber: string, quantity = 1, itemNumber = 'A') => ({ lineNumber, itemNumber, quantity })
const order = (orderNumber: string, ...lines: ComparedOrder['lines']): ComparedOrder => ({ orderNumber, lines })

describe('a reconciliation', () => {
  test('finds nothing where both sides have the same', () => {
    const orders = [order('1', line('10'), line('20', 2)), order('2', line('10', 3, 'B'))]
    expect(reconcile(orders, orders.toReversed())).toEqual({ equalCount: 3, missing: [], extra: [], different: [] })
  })

  test('tells missing, extra and different lines apart', () => {
    const exported = [order('1', line('10'), line('20', 2), line('30')), order('2', line('10'))]
    const here = [order('1', line('10'), line('20', 3), line('100'), line('40')), order('3', line('10'))]
    expect(reconcile(exported, here)).toEqual({
      equalCount: 1,
      missing: [
        { orderNumber: '1', ...line('30') },
        { orderNumber: '2', ...line('10') },
      ],
      extra: [
        { orderNumber: '1', ...line('40') },
        { orderNumber: '1', ...line('100') },
      ],
      different: [{ here: { orderNumber: '1', ...line('20', 3) }, exported: line('20', 2) }],
    })
  })

  test('another item is a difference, also with the same quantity', () => {
    const { different } = reconcile([order('1', line('10', 1, 'B'))], [order('1', line('10'))])
    expect(different).toEqual([{ here: { orderNumber: '1', ...line('10') }, exported: line('10', 1, 'B') }])
  })

  test('a line of which nothing is left is not there', () => {
    const here = [order('1', line('10', 0), line('20', 0))]
    expect(reconcile([order('1', line('10'))], here)).toMatchObject({ missing: [line('10')], extra: [], different: [] })
  })

  test('finds exactly the differences that were planted', () => {
    const plan = fc.constantFrom('equal', 'missing', 'extra', 'quantity', 'item', 'withdrawn')
    const orders = fc.array(fc.array(plan, { maxLength: 8 }), { maxLength: 6 })
    fc.assert(
      fc.property(orders, (plans) => {
        const exported = plans.map((lines, number) =>
          order(String(number), ...lines.flatMap((kind, index) => (kind === 'extra' ? [] : line(String(index), 2)))),
        )
        const here = plans.map((lines, number) =>
          order(String(number), ...lines.flatMap((kind, index) => plantedLine(kind, String(index)))),
        )
        const found = reconcile(exported, here)
        const planted = (...kinds: string[]) => plans.flat().filter((kind) => kinds.includes(kind)).length
        expect(found.equalCount).toBe(planted('equal'))
        expect(found.missing).toHaveLength(planted('missing', 'withdrawn'))
        expect(found.extra).toHaveLength(planted('extra'))
        expect(found.different).toHaveLength(planted('quantity', 'item'))
      }),
    )
  })
})

function plantedLine(kind: string, lineNumber: string) {
  if (kind === 'missing') return []
  if (kind === 'withdrawn') return [line(lineNumber, 0)]
  return [line(lineNumber, kind === 'quantity' ? 1 : 2, kind === 'item' ? 'B' : 'A')]
}
