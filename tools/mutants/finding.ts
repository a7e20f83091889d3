import type { Mutant } from './mutant.ts'

/** Rules of finding licenses and of orders in batches. */
export const findingMutants: readonly Mutant[] = [
  {
    rule: 'a page of licenses begins behind the last one of the page before, also within an instant',
    file: 'src/store/listing.ts',
    find: '(${createdAtColumn}, ${idColumn}) < (?, ?)`, values: [instant, bytes]',
    replace: '${createdAtColumn} < ? AND LENGTH(?) > 0`, values: [instant, bytes]',
    test: 'test/sales/find-licenses.test.ts',
    name: 'pages hold each license once',
  },
  {
    rule: 'a client finds licenses of its order scope only',
    file: 'src/sales/license-search.ts',
    find: "{ text: 'license.order_scope = ?', values: [orderScope] },",
    replace: "{ text: '? IS NOT NULL', values: [orderScope] },",
    test: 'test/sales/find-licenses.test.ts',
    name: 'shows a client the licenses of its order scope',
  },
  {
    rule: 'a cursor belongs to one order scope',
    file: 'src/sales/list-identity.ts',
    find: 'filter: { orderScope, ...',
    replace: 'filter: { ...',
    test: 'test/sales/find-licenses.test.ts',
    name: 'CURSOR_INVALID',
  },
  {
    rule: 'a client sees a single license of its order scope only',
    file: 'src/vendor-actions/own-licenses.ts',
    find: '{ id: In(ids), orderScope }',
    replace: '{ id: In(ids) }',
    test: 'test/sales/get-license.test.ts',
    name: 'LICENSE_UNKNOWN',
  },
  {
    rule: 'in a batch, an order that an earlier entry names waits for that one',
    file: 'src/sales/take-together.ts',
    find: 'if (orderNumber !== undefined) numbers.add(orderNumber)',
    replace: 'if (ticket === undefined && orderNumber !== undefined) numbers.add(orderNumber)',
    test: 'test/sales/create-orders.test.ts',
    name: 'entries that name one order are taken one after the other',
  },
  {
    rule: 'a group of orders that fails is taken one by one',
    file: 'src/sales/create-orders.ts',
    find: '    call.note({ oneByOne: true })\n',
    replace: '    throw error\n',
    test: 'test/sales/create-orders.test.ts',
    name: 'an error of ours is that of its order alone',
  },
  {
    rule: 'a database that is away is no answer to an order of a batch',
    file: 'src/sales/create-orders.ts',
    find: "return error instanceof Fault && error.code === 'UNAVAILABLE'",
    replace: 'return error === null',
    test: 'test/sales/create-orders-repeat.test.ts',
    name: 'UNAVAILABLE',
  },
  {
    rule: 'what was withdrawn does not count as sold',
    file: 'src/sales/pieces-sold.ts',
    find: " AND license.state NOT IN ('Withdrawn', 'WithdrawPending')",
    replace: '',
    test: 'test/sales/reconcile-orders.test.ts',
    name: 'what was withdrawn, or is about to be, was not sold',
  },
]
