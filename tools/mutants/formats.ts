import type { Mutant } from './mutant.ts'

const contexts = 'test/formats/context.test.ts'
const updates = 'test/formats/update.test.ts'

/** The open file formats (design §4.1), on both sides. */
export const formatMutants: readonly Mutant[] = [
  {
    rule: 'for a known serial only the stored key verifies a context',
    file: 'src/formats/context.ts',
    find: 'const { suite, signingKey } = stored ?? claimed',
    replace: 'const { suite, signingKey } = claimed',
    test: contexts,
    name: 'a context of another container under this serial',
  },
  {
    rule: 'a known container keeps its agreement key',
    file: 'src/formats/context.ts',
    find: 'if (stored !== undefined && !sameKeys(stored, claimed)) refuse',
    replace: 'if (stored !== undefined && stored.suite !== claimed.suite) refuse',
    test: contexts,
    name: 'an agreement key that was exchanged',
  },
  {
    rule: 'the algorithm comes from the suite, never from the header',
    file: 'src/formats/jws.ts',
    find: 'if (alg !== signatureAlgorithm)',
    replace: "if (alg === 'none')",
    test: contexts,
    name: 'instead of Ed25519',
  },
  {
    rule: 'no type of file passes for another',
    file: 'src/formats/jws.ts',
    find: "if (json['typ'] !== type) {",
    replace: "if (typeof json['typ'] !== 'string') {",
    test: contexts,
    name: 'another typ, even properly signed',
  },
  {
    rule: 'a signature is verified',
    file: 'src/formats/jws.ts',
    find: 'if (!isGenuine) throw',
    replace: 'if (isGenuine === undefined) throw',
    test: contexts,
    name: 'is refused with its signature changed',
  },
  {
    rule: 'a certificate has to be valid when the file was issued',
    file: 'src/formats/firm-file.ts',
    find: 'checkValidAt(certificate, issuedAt, what)\n',
    replace: '\n',
    test: updates,
    name: 'at its end',
  },
  {
    rule: 'a certificate is judged at the time of issue, not of reading',
    file: 'src/formats/firm-file.ts',
    find: 'checkValidAt(certificate, issuedAt, what)\n',
    replace: 'checkValidAt(certificate, new Date(), what)\n',
    test: updates,
    name: 'a millisecond too early',
  },
  {
    rule: 'a firm file is for the firm code that its key is certified for',
    file: 'src/formats/firm-file.ts',
    find: 'if (code !== certificate.firmCode) {',
    replace: 'if (code < 0) {',
    test: updates,
    name: 'a certificate for another firm code',
  },
  {
    rule: 'a container refuses a lower epoch than it has seen',
    file: 'src/runtime/epoch.ts',
    find: 'if (epoch >= seen.epoch) return undefined',
    replace: 'if (epoch >= 0) return undefined',
    test: 'test/runtime/import-update.test.ts',
    name: 'an older epoch',
  },
  {
    rule: 'a step that was done is not done again',
    file: 'src/runtime/apply-update.ts',
    find: 'update.steps.filter((step) => step.to > firm.counter)',
    replace: '[...update.steps]',
    test: 'test/runtime/import-update.test.ts',
    name: 'the same update again changes nothing',
  },
  {
    rule: 'used units never come back',
    file: 'src/runtime/apply-update.ts',
    find: 'consumed: largest(String(consumed), present?.consumed, removal?.consumed)',
    replace: 'consumed: largest(String(consumed), present?.consumed)',
    test: 'test/runtime/import-update.test.ts',
    name: 'bring their units back when they are put in again',
  },
  {
    rule: 'a license is proven by an update of its own container',
    file: 'src/runtime/verify-license.ts',
    find: 'return isOwn && isInIt &&',
    replace: 'return isInIt &&',
    test: 'test/runtime/verify-license.test.ts',
    name: 'an update of another container proves nothing, a made-up one neither',
  },
]
