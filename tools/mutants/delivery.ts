import type { Mutant } from './mutant.ts'

/** What a vendor has decided reaches the container, once, and before anything that its user wants. */
export const deliveryMutants: readonly Mutant[] = [
  {
    rule: 'what was decided is done in its order',
    file: 'src/domain/vendor-step.ts',
    find: '    if (size > freeSize) return { units: taken, waits: true }',
    replace: '    if (size > freeSize) continue',
    test: 'test/domain/vendor-step.test.ts',
    name: 'nothing overtakes what has no room',
  },
  {
    rule: 'new terms go only to licenses that stay',
    file: 'src/domain/vendor-step.ts',
    find: '!isErased && !taken.has(licenseId) && ',
    replace: '',
    test: 'test/domain/vendor-step.test.ts',
    name: 'one put for several extensions, none for a license that goes',
  },
  {
    rule: 'a step that is repeated has its effect once',
    file: 'src/depot/settle-contact.ts',
    find: ' && known === null',
    replace: '',
    test: 'test/vendor-actions/delivery.test.ts',
    name: 'an erasure that is repeated for an older state does not take away',
  },
  {
    rule: 'a container gets what its vendor has decided also if its user gets nothing',
    file: 'src/depot/append-licenses.ts',
    find: '  if (bringsDecisions(activating)) return giveAgain(activating, plan)\n',
    replace: '',
    test: 'test/vendor-actions/delivery.test.ts',
    name: 'nothing of its own to activate',
  },
  {
    rule: 'what was erased can be collected by any container again',
    file: 'src/depot/settle-delivered.ts',
    find: 'dedicatedSerial: null, ',
    replace: '',
    test: 'test/vendor-actions/delivery.test.ts',
    name: 'a dedicated license that was erased',
  },
  {
    rule: 'a license is put again with the values that were given at its activation',
    file: 'src/delivery/deliver-pending.ts',
    find: ', ...activationParameters }',
    replace: ' }',
    test: 'test/vendor-actions/delivery.test.ts',
    name: 'an extension keeps the values that were given at activation',
  },
  {
    rule: 'of an inseparable ticket all dedicated licenses go, or none',
    file: 'src/delivery/pending-work.ts',
    find: 'if (waiting.some((license) => !ids.has(license.id))) broken.add(id)',
    replace: '',
    test: 'test/vendor-actions/delivery.test.ts',
    name: 'of an inseparable ticket all licenses are dedicated',
  },
  {
    rule: 'a push goes only into a state that is known',
    file: 'src/sales/create-push-update.ts',
    find: '  if (chain.believeNextAt !== null) throw manipulation',
    replace: '  if (chain.counter < 0) throw manipulation',
    test: 'test/vendor-actions/push-update.test.ts',
    name: 'a container in a state of which nothing is known',
  },
]
