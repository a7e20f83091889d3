/** An address from the factory: not zero, and not made up by software (bit 2 of the first byte), as containers' are. */
export function isUniversalMac(address: string): boolean {
  const first = Number.parseInt(address.slice(0, 2), 16)
  return address !== '00:00:00:00:00:00' && (first & 2) === 0
}
