import { type Mutant, quickest } from './mutant.ts'

const lost = { test: 'test/process/lost-answers.test.ts', group: 'a write whose answer got lost', name: quickest }

/** Rules that hold for every write, seen from outside. */
export const proofMutants: readonly Mutant[] = [
  {
    rule: 'a decision on a container is made once for each requestId',
    file: 'src/sales/decide-container.ts',
    find: '    await rememberRequest(tx, call, { content: wish, reference: own.container.id })\n',
    replace: '',
    ...lost,
  },
  {
    rule: 'a secret that was shown is shown again to the same request',
    file: 'src/admin/rotate-client-secret.ts',
    find: 'clientSecret: await showAgain(tx, known, sealer)',
    replace: 'clientSecret: secret',
    ...lost,
  },
]
