import { type Mutant, quickest } from './mutant.ts'

/** Rules that keep the copies and units of a line within what was sold, and a write that is sent twice one write. */
export const pieceMutants: readonly Mutant[] = [
  {
    rule: 'no more comes back to a line than it says',
    file: 'src/domain/withdrawal.ts',
    find: 'if (count > room) continue',
    replace: '',
    test: 'test/domain/withdrawal.test.ts',
    name: 'is no more than the line says',
  },
  {
    rule: 'of a cancellation and a new configuration at once one runs again',
    file: 'src/sales/room-on-lines.ts',
    find: 'await changeRows(tx, Order, orders, { updatedAt: call.now })',
    replace: 'await changeRows(tx, Order, [], { updatedAt: call.now })',
    test: 'test/vendor-actions/withdraw-licenses.test.ts',
    name: 'of a cancellation and a new configuration at once',
  },
  {
    rule: 'used units stay with the license that is split',
    file: 'src/domain/splitting.ts',
    find: 'if (splitOff >= units - usedUnits)',
    replace: 'if (splitOff >= units)',
    test: 'test/domain/splitting.test.ts',
    name: 'units that are used',
  },
  {
    rule: 'of a part of a piece no whole license is made',
    file: 'src/sales/replace-license.ts',
    find: 'if (!sharesUnits(old, item) && (await isPart(tx, old)))',
    replace: 'if (!sharesUnits(old, item) && (await isPart(tx, old)) && old.factor > 1)',
    test: 'test/vendor-actions/replace-license.test.ts',
    name: 'of a part of a piece no other item makes a whole one',
    group: quickest,
  },
  {
    rule: 'what a license becomes waits until it is out of its container',
    file: 'src/sales/bring-about.ts',
    find: 'byPiece.get(piece) ?? holders[byPiece.size] ?? holders[0] ?? null',
    replace: 'null',
    test: 'test/vendor-actions/replace-order.test.ts',
    name: 'a license that becomes several gives none of them free',
    group: quickest,
  },
  {
    rule: 'a write that was done meanwhile is not refused',
    file: 'src/intake/request-key.ts',
    find: 'if (!(error instanceof Fault) || (await findRequest(tx, call, { content })) === undefined) throw error',
    replace: 'if (!(error instanceof Fault) || content !== call) throw error',
    test: 'test/vendor-actions/same-request.test.ts',
    name: 'RotateTicket',
  },
  {
    rule: 'a row that is ahead of its events is found',
    file: 'src/ledger/audit/rows.ts',
    find: 'WHERE version > last LIMIT',
    replace: 'WHERE version > last + 1 LIMIT',
    test: 'test/ledger/audit-rows.test.ts',
    name: 'every version has its event',
    group: quickest,
  },
]
