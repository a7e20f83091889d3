/** The condition that the number of an item begins like this, which an index can serve. */
export function beginningWith(start: string): [condition: string, parameters: { start: string; beyond: string }] {
  return ['item.itemNumber >= :start AND item.itemNumber < :beyond', { start, beyond: start + lastCharacter }]
}

/** Sorts behind every other character in both databases, which compare the bytes of UTF-8. */
const lastCharacter = '\u{10FFFF}'
