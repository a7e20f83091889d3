import type { Mutant } from './mutant.ts'

const limits = { test: 'test/soap/limits.test.ts', group: 'a limit holds below it, at it, and not above it:' }

/** What the SOAP kernel refuses (design §2, §2.3). */
export const soapMutants: readonly Mutant[] = [
  {
    rule: 'an action that names another operation is refused',
    file: 'src/soap/action.ts',
    find: 'if (named === undefined || named === operation) return',
    replace: 'if (operation.length > 0) return',
    test: 'test/soap/envelope.test.ts',
    name: 'must not name another operation:',
  },
  {
    rule: 'a message has no DTD',
    file: 'src/soap/reader.ts',
    find: "if (this.code() !== LESS || this.code(1) !== BANG) return\n      if (!this.text.startsWith('<!--', this.at)) throw this.unwanted()\n",
    replace:
      "if (this.code() !== LESS || this.code(1) !== BANG) return\n      if (!this.text.startsWith('<!--', this.at)) {\n        this.at = this.text.indexOf(']>', this.at) + 2\n        continue\n      }\n",
    test: 'test/soap/reader.test.ts',
    name: 'a DTD',
  },
  {
    rule: 'elements are not nested without end',
    file: 'src/soap/reader.ts',
    find: 'if (this.openNames.length > depth) {',
    replace: 'if (this.openNames.length > depth + 1) {',
    ...limits,
    name: 'depth',
  },
  {
    rule: 'an element has not any number of attributes',
    file: 'src/soap/reader.ts',
    find: 'written.push([name, value]) > this.limits.attributes',
    replace: 'written.push([name, value]) > 2 * this.limits.attributes',
    ...limits,
    name: 'attributes',
  },
  {
    rule: 'a message is bounded in its size',
    file: 'src/http/read-body.ts',
    find: 'if (size > limit) reject(tooLarge())',
    replace: 'if (size > 2 * limit) reject(tooLarge())',
    test: 'test/http/soap-over-http.test.ts',
    name: 'is bounded: at the limit, above it with and without length',
  },
  {
    rule: 'a packed message is bounded in its ratio',
    file: 'src/http/read-body.ts',
    find: 'Math.min(limits.inflated, Math.max(ratioFreeBytes, body.length * limits.ratio))',
    replace: 'limits.inflated',
    test: 'test/http/soap-over-http.test.ts',
    name: 'is bounded in its unpacked size and in its ratio',
  },
  {
    rule: 'a header block that must be understood and is not is a fault',
    file: 'src/soap/header-blocks.ts',
    find: 'if (mustUnderstand && !isKnown)',
    replace: 'if (mustUnderstand && isKnown)',
    test: 'test/soap/header-blocks.test.ts',
    name: 'is a MustUnderstand fault when mustUnderstand is',
  },
  {
    rule: 'an error of ours is told without its text',
    file: 'src/soap/endpoint.ts',
    find: '`internal error, trace id ${traceId}`',
    replace: '`internal error, trace id ${traceId}: ${String(error)}`',
    test: 'test/soap/endpoint.test.ts',
    group: 'an error of ours says',
    name: 'an error',
  },
]
