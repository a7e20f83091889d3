import type { Mutant } from './mutant.ts'

/** Tickets, and their keys at rest (design §2.3, §3). */
export const ticketMutants: readonly Mutant[] = [
  {
    rule: 'the check character of a ticket is compared',
    file: 'src/domain/ticket.ts',
    find: 'if (check !== checkValue(values)) {',
    replace: 'if (check === undefined) {',
    test: 'test/domain/ticket.test.ts',
    name: 'catches every single wrong character',
  },
  {
    rule: 'each place of a ticket has a weight of its own, so that a swap shows',
    file: 'src/domain/ticket.ts',
    find: '(sum, value) => timesA(sum) ^ value',
    replace: '(sum, value) => sum ^ value',
    test: 'test/domain/ticket.test.ts',
    name: 'catches every swap of two different characters, neighbours or not',
  },
  {
    rule: 'a ticket is read with O for 0',
    file: 'src/domain/ticket.ts',
    find: "for (const zero of 'Oo')",
    replace: "for (const zero of 'o')",
    test: 'test/domain/ticket.test.ts',
    name: 'O for 0',
  },
  {
    rule: 'a refusal never repeats the ticket',
    file: 'src/domain/ticket.ts',
    find: '${subject} is mistyped: its check character',
    replace: '${subject} ${text} is mistyped: its check character',
    test: 'test/domain/ticket.test.ts',
    name: 'no refusal repeats a group of the ticket',
  },
  {
    rule: 'a ticket is looked up by older keys too',
    file: 'src/tickets/vault.ts',
    find: 'return [current, ...others].map(',
    replace: 'return [current].map(',
    test: 'test/tickets/vault.test.ts',
    name: 'after a rotation new rows use the new keys, and old rows are still found and opened',
  },
  {
    rule: 'the ciphertext of a ticket is bound to its row',
    file: 'src/tickets/vault.ts',
    find: "return Buffer.from(rowId.replaceAll('-', ''), 'hex')",
    replace: 'return Buffer.alloc(rowId.length)',
    test: 'test/tickets/vault.test.ts',
    name: 'a sealed ticket opens again, under its own id only',
  },
  {
    rule: 'a node with another keyring does not start',
    file: 'src/tickets/canary.ts',
    find: 'if (found === fingerprint) return []',
    replace: 'if (found !== undefined) return []',
    test: 'test/tickets/keyring.test.ts',
    name: 'refuses a keyring with other keys, and names each',
  },
]
