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

/** A list is asked for each request, and does not change. */
const known = new WeakMap<readonly string[], BlockList>()

/** Whether an address lies in one of the ranges. An IPv4 address that a socket shows as IPv6 counts as IPv4. */
export function isWithin(ranges: readonly string[], address: string | undefined): boolean {
  const family = isIP(address ?? '')
  if (ranges.length === 0 || address === undefined || family === 0) return false
  let allowed = known.get(ranges)
  if (allowed === undefined) known.set(ranges, (allowed = blockListOf(ranges)))
  return allowed.check(address, family === 4 ? 'ipv4' : 'ipv6')
}

/**
 * An address in its one normal form: an IPv4 address that a socket shows as IPv6 as IPv4, an IPv6 address in small
 * letters, shortened and without zone. Undefined for what is no address.
 */
export function normalAddress(text: string): string | undefined {
  const bare = text.replace(/%.*$/s, '')
  const version = isIP(bare)
  if (version === 0) return undefined
  if (version === 4) return bare
  const short = new URL(`http://[${bare}]`).hostname.slice(1, -1)
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(short) ?? []
  return high === undefined || low === undefined ? short : `${bytesOf(high)}.${bytesOf(low)}`
}

/** The network that a normal address belongs to: an IPv4 /24 or an IPv6 /48, as a text. */
export function networkOf(address: string): string {
  return isIP(address) === 4 ? `${address.replace(/\.[0-9]+$/, '')}.0/24` : prefixOf(address, 3)
}

/**
 * What a normal address counts as where requests of one sender are counted: an IPv4 address as itself, an IPv6 address
 * as its /64, since whoever has one of these has them all.
 */
export function countedAddress(address: string): string {
  return isIP(address) === 6 ? prefixOf(address, 4) : address
}

function prefixOf(address: string, groups: number): string {
  if (isIP(address) !== 6) return address
  const [head = '', tail] = address.split('::')
  const first = head === '' ? [] : head.split(':')
  const last = tail === undefined || tail === '' ? [] : tail.split(':')
  const all = [...first, ...Array<string>(8 - first.length - last.length).fill('0'), ...last]
  return `${normalAddress(`${all.slice(0, groups).join(':')}::`) ?? address}/${groups * 16}`
}

function bytesOf(group: string): string {
  const value = Number.parseInt(group, 16)
  return `${value >> 8}.${value & 255}`
}

function blockListOf(ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const { address, prefix, family } of ranges.flatMap((text) => rangeOf(text) ?? [])) {
    list.addSubnet(address, prefix, family)
  }
  return list
}

function rangeOf(text: string): Range | undefined {
  const [, address = '', bits] = form.exec(text) ?? []
  const version = isIP(address)
  if (version === 0) return undefined
  const most = version === 4 ? 32 : 128
  const prefix = bits === undefined ? most : Number(bits)
  return prefix > most ? undefined : { address, family: version === 4 ? 'ipv4' : 'ipv6', prefix }
}
