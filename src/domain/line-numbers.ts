/** The contract gives a line number so many characters. */
const longest = 20

/**
 * Line numbers for lines whose sender cannot number them (design §2.2): each keeps the number it was sent with if that is
 * free, and gets the next free whole number otherwise. The new number is as wide as the highest one, so that `000010` is
 * followed by `000011`.
 * @param taken numbers that the order has already
 * @param sent the numbers of the new lines, which may repeat themselves
 */
export function freeLineNumbers(taken: Iterable<string>, sent: readonly string[]): string[] {
  const used = new Set(taken)
  let highest = [...used, ...sent].filter(isWhole).toSorted(byValue).at(-1) ?? '0'
  return sent.map((number) => {
    let free = number
    while (used.has(free)) free = highest = next(highest)
    used.add(free)
    return free
  })
}

/** Leaves room to count on. */
function isWhole(number: string): boolean {
  return /^[0-9]+$/.test(number) && number.length < longest
}

function byValue(a: string, b: string): number {
  return Number(BigInt(a) - BigInt(b)) || a.length - b.length
}

function next(number: string): string {
  return (BigInt(number) + 1n).toString().padStart(number.length, '0')
}
