import { BlockList, isIP } from 'node:net'

const form = /^([0-9A-Fa-f:.]+)(?:\/([0-9]{1,3}))?$/

/** What one text names: an address, or all that share its first bits. */
interface Range {
  readonly address: string
  readonly family: 'ipv4' | 'ipv6'
  readonly prefix: number
}

/** Whether a text is an address, or a range in CIDR form: `10.20.0.0/16`, `2001:db8::/32`. */
export function isIpRange(text: string): boolean {
  return rangeOf(text) !== undefined
}

/** Whether an address lies in one of the ranges. An IPv4 address that a socket shows as IPv6 counts as IPv4. */
export function isWithin(ranges: readonly string[], address: string | undefined): boolean {
  const family = isIP(address ?? '')
  if (address === undefined || family === 0) return false
  const allowed = new BlockList()
  for (const { address: first, prefix, family: kind } of ranges.flatMap((text) => rangeOf(text) ?? [])) {
    allowed.addSubnet(first, prefix, kind)
  }
  return allowed.check(address, family === 4 ? 'ipv4' : 'ipv6')
}

function rangeOf(text: string): Range | undefined {
  const [, address = '', bits] = form.exec(text) ?? []
  const version = isIP(address)
  if (version === 0) return undefined
  const most = version === 4 ? 32 : 128
  const prefix = bits === undefined ? most : Number(bits)
  return prefix > most ? undefined : { address, family: version === 4 ? 'ipv4' : 'ipv6', prefix }
}
