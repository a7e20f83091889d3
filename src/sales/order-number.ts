import type { RandomSource } from '../domain/random.ts'

/** Without I, L, O, U: nothing to mix up when somebody reads the number aloud. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * A number for an order that came without one, recognisable as ours: `OD-7K3M9-QX2TB`. 50 random bits; should a number be
 * taken all the same, the duplicate key makes the call run again, with another one.
 */
export function newOrderNumber(random: RandomSource): string {
  const letters = Array.from(random(10), (byte) => alphabet.charAt(byte & 31)).join('')
  return `OD-${letters.slice(0, 5)}-${letters.slice(5)}`
}
