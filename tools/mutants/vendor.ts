import type { Mutant } from './mutant.ts'

/** Rules of what a vendor decides after the sale. */
export const vendorMutants: readonly Mutant[] = [
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
]
