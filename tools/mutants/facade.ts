import type { Mutant } from './mutant.ts'

const gaps = 'test/facade/gaps.test.ts'

/** WSDLs of others, served by a mapping (docs/facade.md). */
export const facadeMutants: readonly Mutant[] = [
  {
    rule: 'each value that callers may send is mapped or known to be ignored',
    file: 'src/facade/operation.ts',
    find: 'if (usedPlaces.includes(leaf) || rule.ignored',
    replace: 'if (leaf.length > 0 || rule.ignored',
    test: gaps,
    name: 'All gaps come at once, in the order of the file, each with its line',
  },
  {
    rule: 'each required field is given something',
    file: 'src/facade/structure.ts',
    find: 'if (!isRequired) return undefined',
    replace: 'if (name !== undefined) return undefined',
    test: gaps,
    name: 'All gaps come at once, in the order of the file, each with its line',
  },
  {
    rule: 'a day does not become a moment by chance',
    file: 'src/facade/steps.ts',
    find: 'if (isDayOnly(form) && isMoment && day === undefined) {',
    replace: 'if (isDayOnly(form) && isMoment && day === undefined && form === "") {',
    test: gaps,
    name: 'a day for a moment',
  },
  {
    rule: 'no answer hides what HTTP tells',
    file: 'src/facade/fault-table.ts',
    find: 'if (hidden.length > 0)',
    replace: 'if (hidden.length > 1)',
    test: gaps,
    name: 'an answer that hides what HTTP tells',
  },
  {
    rule: 'a mapping with a hole stops the start',
    file: 'src/facade/face.ts',
    find: '  if (mistakes.length > 0) throw new FacadeMistakes(file, mistakes)',
    replace: '  if (mistakes.length > 99) throw new FacadeMistakes(file, mistakes)',
    test: 'test/facade/served.test.ts',
    name: 'with a mapping that has a hole, which it names',
  },
  {
    rule: 'a face keeps to the roles of what it calls',
    file: 'src/facade/call.ts',
    find: '        operation: operation.operation,\n        input',
    replace: "        operation: 'GetOrder',\n        input",
    test: 'test/facade/served.test.ts',
    name: 'keeps to the roles of what it calls',
  },
  {
    rule: 'entries of a list are not left out in silence',
    file: 'src/facade/operation.ts',
    find: '!whole.has(path) && last <',
    replace: '!whole.has(path) && -last >',
    test: 'test/facade/silence.test.ts',
    name: 'entries of a list that nobody looks at',
  },
  {
    rule: 'what nobody could be refused for cannot be required',
    file: 'src/facade/leaf.ts',
    find: "if (rule.required && env.direction === 'answer') {",
    replace: "if (rule.required && env.direction === 'answer' && name === '') {",
    test: 'test/facade/silence.test.ts',
    name: 'an answer that is required of nobody',
  },
]
