import type { Mutant } from './mutant.ts'

const compared = { test: 'test/shadow/compare.test.ts' }
const watched = { test: 'test/shadow/shadow.test.ts' }

/** The second endpoint that calls are compared with (docs/shadow.md). */
export const shadowMutants: readonly Mutant[] = [
  {
    rule: 'a text is compared letter by letter, whatever number it looks like',
    file: 'src/shadow/same-value.ts',
    find: "if (builtIn === 'decimal') return decimal(text)",
    replace: 'if (/^[0-9.+-]+$/.test(text)) return decimal(text)',
    ...compared,
    name: 'texts letter by letter, whatever number they look like',
  },
  {
    rule: 'an id of theirs stands for one thing',
    file: 'src/shadow/pairs.ts',
    find: 'if (known !== undefined || other !== undefined)',
    replace: 'if (known !== undefined)',
    ...compared,
    name: 'ids in pairs: one of ours is one of theirs, for good, and they are not told',
  },
  {
    rule: 'headers of a caller, with his credentials in them, are not sent to the other side',
    file: 'src/shadow/outbound.ts',
    find: 'const message = writeElement(body)',
    replace: 'const message = writeElement(body).replace("<GetOrder", "<secret>of the caller</secret><GetOrder")',
    ...watched,
    name: 'sends what the caller sent, in an envelope and with credentials of its own',
  },
  {
    rule: 'no more calls wait for the other side than are allowed to',
    file: 'src/shadow/shadow.ts',
    find: 'if (waiting.length >= queue ||',
    replace: 'if (waiting.length >= 100 * queue ||',
    ...watched,
    name: 'drops what it cannot keep up with, without a wait, and says how much',
  },
  {
    rule: 'an id of ours is asked for there by the name that it has there',
    file: 'src/shadow/judge.ts',
    find: ': { ...element, text: theirs }',
    replace: ': { ...element, text: element.text }',
    ...watched,
    name: 'knows which ticket there is which ticket here, also when it is asked for',
  },
  {
    rule: 'answers of the other side are not followed elsewhere',
    file: 'src/shadow/outbound.ts',
    find: 'maxRedirects: 0,',
    replace: 'maxRedirects: 5,',
    ...watched,
    name: 'a redirect is not followed, with credentials in it least of all',
  },
  {
    rule: 'what its caller may not do is not done elsewhere in the name of the shadow',
    file: 'src/server/other-faces.ts',
    find: "  'FORBIDDEN',\n",
    replace: '',
    test: 'test/facade/shadow.test.ts',
    name: 'Each call of a face that was valid and allowed is shown to the other side, and what differs is told',
  },
  {
    rule: 'whether a caller may is asked before his message is looked at',
    file: 'src/facade/call.ts',
    find: 'ours.demandRight(operation.face, operation.operation, context)',
    replace: '',
    test: 'test/facade/shadow.test.ts',
    name: 'Each call of a face that was valid and allowed is shown to the other side, and what differs is told',
  },
]
