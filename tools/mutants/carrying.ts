import type { Mutant } from './mutant.ts'

const moves = 'test/runtime/moves.test.ts'
const machine = 'test/scenarios/machine-dies.test.ts'

/** The runtime as a program: moves, carried files, bridge, wizard (docs/runtime.md). */
export const carryingMutants: readonly Mutant[] = [
  {
    rule: 'what a Depot asks for first is done once, not for ever',
    file: 'src/runtime/send-errand.ts',
    find: 'done.includes(code) ? undefined : remedies[code]',
    replace: 'remedies[code]',
    test: 'test/runtime/send-errand.test.ts',
    name: 'what a Depot asks for is done once, not for ever',
  },
  {
    rule: 'a proof is no larger than a request may be',
    file: 'src/runtime/proof.ts',
    find: 'room -= update.file.length',
    replace: '',
    test: 'test/runtime/proof.test.ts',
    name: 'the context needs its room: it names every license',
  },
  {
    rule: 'a return whose receipt was lost is ended by the same command',
    file: 'src/runtime/return-licenses.ts',
    find: 'const gone = removed.map(({ licenseId }) => licenseId)',
    replace: 'const gone = removed.slice(removed.length).map(({ licenseId }) => licenseId)',
    test: moves,
    name: 'whose receipt was lost is made final by the same command once more',
  },
  {
    rule: 'what is on this machine is not asked for anew',
    file: 'src/runtime/reactivate.ts',
    find: 'isCollected(license) && !here.has(license.licenseId)',
    replace: 'isCollected(license)',
    test: moves,
    name: 'nothing that is here is asked for anew',
  },
  {
    rule: 'a container that does not open is no hindrance to restoring it',
    file: 'src/runtime/restore-container.ts',
    find: 'anew: true',
    replace: 'anew: false',
    test: machine,
    name: 'a part of the machine was changed: the container does not open any more, and a new one takes its place',
  },
  {
    rule: 'of several lost containers the user says which',
    file: 'src/runtime/restore-container.ts',
    find: 'if (candidates.length === 0) throw error',
    replace: 'if (candidates.length < 3) throw error',
    test: machine,
    name: 'of several users of the machine the one who asks says which container was his',
  },
  {
    rule: 'who has not agreed to what becomes void asks for nothing',
    file: 'src/runtime/cli/terms.ts',
    find: 'if (accepted !== true)',
    replace: 'if (accepted === false)',
    test: moves,
    name: 'a machine is lost: the licenses come here at once where that is allowed, and the old one loses them',
  },
  {
    rule: 'a request that was overtaken is not overtaken again',
    file: 'src/runtime/ferry.ts',
    find: "if (fault.code === 'CONTEXT_STALE') await goOnCounting({ runtime }, answer, fault)",
    replace: '',
    test: moves,
    name: 'of a request that was overtaken: the next one counts on from the newest',
  },
  {
    rule: 'a request file calls only operations that a container asks for',
    file: 'src/runtime/request-file.ts',
    find: 'known === undefined || ',
    replace: '',
    test: moves,
    name: 'refuses an operation that needs no container',
  },
  {
    rule: 'a bridge passes calls of the Depot and nothing else',
    file: 'src/runtime/bridge.ts',
    find: "if (request.method !== 'POST' ||",
    replace: 'if (',
    test: moves,
    name: 'the bridge lets a device work as if it were online, and passes nothing else',
  },
  {
    rule: 'the wizard returns nothing before the person agrees',
    file: 'src/runtime/cli/wizard/moves.ts',
    find: "if (picked === undefined || !(await talk.confirm('agree', false))) {",
    replace: 'if (picked === undefined) {',
    test: 'test/runtime/wizard.test.ts',
    name: 'nothing happens before the person agrees',
  },
  {
    rule: 'what comes from elsewhere cannot steer the terminal',
    file: 'src/runtime/cli/output.ts',
    find: '\\u202A-\\u202E',
    replace: '',
    test: 'test/runtime/terminal.test.ts',
    name: 'nothing that comes from elsewhere steers the terminal',
  },
]
