import { quickest, type Mutant } from './mutant.ts'

const session = 'test/pkcs11/session.test.ts'
const home = 'test/runtime/token-home.test.ts'

/** Containers on PKCS#11 tokens (docs/dongles.md). */
export const tokenMutants: readonly Mutant[] = [
  {
    rule: 'a session of a token makes one signature at a time',
    file: 'src/pkcs11/session.ts',
    find: 'const mine = this.#last.then(work, work)',
    replace: 'const mine = work()',
    test: session,
    name: 'a signature of the token is ES256',
  },
  {
    rule: 'a key on a token has one use',
    file: 'src/pkcs11/session.ts',
    find: '{ type: cka.derive, value: !isSigning }',
    replace: '{ type: cka.derive, value: true }',
    test: session,
    name: 'a key has one use',
  },
  {
    rule: 'what was copied to another token is no container',
    file: 'src/runtime/token-home.ts',
    find: 'if (!opened.proven.has(state.serial)) await proveKey(opened.session, signingKey)',
    replace: '',
    test: home,
    name: 'data that was copied to another token',
  },
  {
    rule: 'a state on a token counts only if it is whole',
    file: 'src/runtime/token-memory.ts',
    find: 'if (!sha256(object.label, rest).equals(value.subarray(0, 32))) return undefined',
    replace: '',
    test: home,
    name: 'data that was changed',
  },
  {
    rule: 'of a state on a token all files have to be whole',
    file: 'src/runtime/token-memory.ts',
    find: 'if (file === undefined || toBase64url(sha256(file)) !== id) return undefined',
    replace: 'if (file === undefined) return undefined',
    test: home,
    name: 'an update that was changed',
  },
  {
    rule: 'on a full token nothing is left of the change that had no room',
    file: 'src/runtime/token-memory.ts',
    find: 'this.#sweep(created)',
    replace: '',
    test: home,
    name: 'a change that has no room leaves the old state',
  },
  {
    rule: 'what an interrupted change left on a token goes with the next one',
    file: 'src/runtime/token-memory.ts',
    find: 'this.#destroy(before.filter((object) => old?.objects.has(object) !== true))',
    replace: '',
    test: home,
    name: 'in the middle of a change has the old or the new state',
  },
  {
    rule: 'of several programs one at a time changes a token',
    file: 'src/runtime/token-home.ts',
    find: 'withFileLock(lockOf(opened.session), () => work(opened))',
    replace: 'work(opened)',
    test: home,
    name: 'changes of several programs at once are all there',
  },
  {
    rule: 'a token that was pulled out is opened anew when it is back',
    file: 'src/runtime/token-home.ts',
    find: 'if (this.#opened?.session.isOpen() === true) return this.#opened',
    replace: 'if (this.#opened !== undefined) return this.#opened',
    test: home,
    name: 'in the middle of a change has the old or the new state',
  },
  {
    rule: 'a dongle shows no fingerprint of a machine',
    file: 'src/depot/receive-context.ts',
    find: 'if (!container.needsFingerprint && fingerprint !== undefined) {',
    replace: 'if (container.needsFingerprint && fingerprint === undefined) {',
    test: 'test/depot/contexts-refused.test.ts',
    name: 'a dongle with keys of another suite, or with the fingerprint of a machine',
  },
  {
    rule: 'a kind is bound only as it can be',
    file: 'src/depot/enroll-container.ts',
    find: 'if (bindingScheme !== undefined && !bindingSchemes.includes(bindingScheme)) {',
    replace: 'if (bindingScheme !== undefined && bindingSchemes.length === 0) {',
    test: 'test/depot/enroll-container.test.ts',
    name: 'CONTAINER_KIND: a dongle that is to be bound to a machine',
    group: quickest,
  },
]
