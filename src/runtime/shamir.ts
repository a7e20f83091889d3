/** What one holder has of a shared secret: the value of each byte's polynomial at `x` (1 to 255). */
export interface Share {
  readonly x: number
  readonly y: Buffer
}

/**
 * Shares a secret among `count` holders (Shamir over GF(256), each byte by itself): any `needed` of the shares give it back,
 * fewer tell nothing about it. The share of holder i stands at x = i + 1.
 */
export function shareSecret(
  secret: Buffer,
  { needed, count }: { needed: number; count: number },
  random: (bytes: number) => Buffer,
): Share[] {
  if (needed < 1 || needed > count || count > 255) throw new RangeError(`no secret is shared ${needed} of ${count}`)
  const coefficients = [secret, ...Array.from({ length: needed - 1 }, () => random(secret.length))]
  return Array.from({ length: count }, (_, index) => ({ x: index + 1, y: valueAt(index + 1, coefficients) }))
}

/** The value of the polynomials at x, by Horner's rule. */
function valueAt(x: number, coefficients: readonly Buffer[]): Buffer {
  return coefficients.reduceRight((sum, coefficient) =>
    Buffer.from(coefficient.map((byte, at) => multiply(sum[at] ?? 0, x) ^ byte)),
  )
}

/** The secret that exactly these shares hold together: the value at 0, by Lagrange's formula. */
export function combineShares(shares: readonly Share[]): Buffer {
  const secret = Buffer.alloc(shares[0]?.y.length ?? 0)
  for (const { x, y } of shares) {
    const weight = shares
      .filter((other) => other.x !== x)
      .reduce((product, other) => multiply(product, multiply(other.x, inverse(other.x ^ x))), 1)
    y.forEach((byte, at) => (secret[at] = (secret[at] ?? 0) ^ multiply(byte, weight)))
  }
  return secret
}

/** The product in GF(256) by the polynomial of AES, x⁸ + x⁴ + x³ + x + 1. */
export function multiply(a: number, b: number): number {
  let product = 0
  for (let [shifted, rest] = [a, b]; rest > 0; rest >>= 1) {
    if (rest & 1) product ^= shifted
    shifted = (shifted << 1) ^ (shifted & 0x80 ? 0x11b : 0)
  }
  return product
}

/** a⁻¹ = a²⁵⁴, since a²⁵⁵ = 1 for all but 0. */
export function inverse(a: number): number {
  return Array.from({ length: 253 }).reduce<number>((power) => multiply(power, a), a)
}
