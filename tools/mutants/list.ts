/** One rule, the smallest edit that breaks it, and the test that must notice. */
export interface Mutant {
  /** The rule in words. */
  readonly rule: string
  /** Source file, from the root of the project. */
  readonly file: string
  /** Text that stands exactly once in the file … */
  readonly find: string
  /** … and what takes its place. */
  readonly replace: string
  /** Test file, from the root of the project. */
  readonly test: string
  /** The name of the test, or as much of it as tells it from the others. */
  readonly name: string
}

export const mutants: readonly Mutant[] = [
  {
    rule: 'a lease that somebody has is not taken',
    file: 'src/background/lease.ts',
    find: '    WHERE name = ? AND epoch = ? AND expires_at <= ${databaseTime(tx)}`',
    replace: '    WHERE name = ? AND epoch = ?`',
    test: 'test/ledger/numbering.test.ts',
    name: 'a lease is one',
  },
  {
    rule: 'the tip moves only from where it was read',
    file: 'src/ledger/tip.ts',
    find: 'WHERE name = ? AND sequence = ? AND hash = ? AND fence <= ?`',
    replace: 'WHERE name = ? AND sequence + 0 * ? >= 0 AND LENGTH(?) > 0 AND fence <= ?`',
    test: 'test/ledger/numbering.test.ts',
    name: 'one that lost its lease cannot write any more',
  },
  {
    rule: 'events of one thing are numbered in the order of their versions',
    file: 'src/ledger/batch-order.ts',
    find: 'Math.max(event.at.getTime(), latest.get(key) ?? 0)',
    replace: 'event.at.getTime()',
    test: 'test/ledger/numbering.test.ts',
    name: 'numbers committed events without gaps',
  },
  {
    rule: 'the numbering waits for no row that is just being written',
    file: 'src/store/set-values.ts',
    find: ' FORCE INDEX (PRIMARY)',
    replace: '',
    test: 'test/ledger/numbering.test.ts',
    name: 'delays nobody',
  },
  {
    rule: 'a cursor of before a restore is refused',
    file: 'src/sales/list-changes.ts',
    find: 'place.ledgerEpoch !== ledgerEpoch ||',
    replace: '',
    test: 'test/sales/list-changes.test.ts',
    name: 'CURSOR_INVALID',
  },
  {
    rule: "a vendor's action waits for the container that holds the license",
    file: 'src/domain/vendor-action.ts',
    find: "if (state === 'NotCollected') return 'now'",
    replace: "if (state !== 'Withdrawn') return 'now'",
    test: 'test/domain/vendor-action.test.ts',
    name: 'an action is done now while nobody has the license',
  },
  {
    rule: 'what a container has been given can no longer be taken back',
    file: 'src/domain/vendor-action.ts',
    find: "delivered: ['done', 'pending'],",
    replace: "delivered: ['done', 'pending', 'cancelled'],",
    test: 'test/domain/vendor-action.test.ts',
    name: 'what is delivered can no longer be taken back',
  },
  {
    rule: 'a receipt is taken also while a license is to be withdrawn',
    file: 'src/depot/confirm-licenses.ts',
    find: "const state = In(['Collected', 'WithdrawPending'])",
    replace: "const state = In(['Collected'])",
    test: 'test/vendor-actions/withdraw-licenses.test.ts',
    name: 'the receipt of a collection is still taken',
  },
  {
    rule: 'a rotated ticket is dead at once',
    file: 'src/sales/rotate-ticket.ts',
    find: '{ ...parts.vault.seal(ticket, row.id), updatedAt: call.now }',
    replace: '{ updatedAt: call.now }',
    test: 'test/vendor-actions/dedicate.test.ts',
    name: 'the old characters are dead for every interface',
  },
  {
    rule: 'an accepted container is believed once only',
    file: 'src/depot/settle-contact.ts',
    find: '{ ...placeOf(contact, believed), believeNextAt: null }',
    replace: 'placeOf(contact, believed)',
    test: 'test/vendor-actions/containers.test.ts',
    name: 'also a container that is on another machine',
  },
  {
    rule: "nobody else's copy is believed to be in an accepted container",
    file: 'src/domain/believed-licenses.ts',
    find: "const isFree = state === 'NotCollected' && shown !== undefined",
    replace: 'const isFree = shown !== undefined',
    test: 'test/domain/believed-licenses.test.ts',
    name: 'is not given out twice',
  },
  {
    rule: 'people who collected for an erased customer are forgotten',
    file: 'src/sales/erase-customer.ts',
    find: 'await eraseCollectors(tx, call, { customerId, orderScope })',
    replace: '',
    test: 'test/vendor-actions/erase-customer.test.ts',
    name: 'nothing in any table names the people',
  },
  {
    rule: 'while a replaced license is with a user, no other container can have its successor',
    file: 'src/domain/activation-rules.ts',
    find: 'return exchange.containerId === target.containerId ? exchangedHere : exchangedElsewhere',
    replace: 'return exchange.containerId === target.containerId ? exchangedHere : undefined',
    test: 'test/vendor-actions/live-copies.test.ts',
    name: 'live copies never exceed what was sold',
  },
  {
    rule: 'the successor of a successor waits for the same container',
    file: 'src/vendor-actions/exchange.ts',
    find: 'isWithUser(state as LicenseState) ? id : exchangeId }',
    replace: 'isWithUser(state as LicenseState) ? id : null }',
    test: 'test/vendor-actions/replace-license.test.ts',
    name: 'a replacement of a replacement waits',
  },
  {
    rule: 'an extension never shortens',
    file: 'src/domain/extension.ts',
    find: 'if (end < present.at) {',
    replace: 'if (end < now) {',
    test: 'test/domain/extension.test.ts',
    name: 'never shortens',
  },
  {
    rule: 'a late repetition of an old order sells nothing that a new configuration left out',
    file: 'src/sales/bring-about.ts',
    find: 'await tx.update(OrderLine, { id }, { quantity: 0 })',
    replace: 'await Promise.resolve()',
    test: 'test/vendor-actions/replace-order.test.ts',
    name: 'afterwards the order is what the configuration says',
  },
  {
    rule: 'pieces that are split off are taken away from the rest',
    file: 'src/sales/split-license.ts',
    find: '      ...rest,\n',
    replace: '',
    test: 'test/vendor-actions/split-license.test.ts',
    name: 'pieces: both are on the ticket and line',
  },
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
