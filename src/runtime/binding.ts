import { hkdfSync } from 'node:crypto'
import { partsNeeded } from '../domain/binding.ts'
import { partHash, type BindingScheme, type MachinePart } from '../formats/fingerprint.ts'
import { RuntimeRefusal } from './refusal.ts'
import { combineShares, shareSecret } from './shamir.ts'

/** How the file of a container is bound to its machine; stands in clear in the file. */
export interface Binding {
  readonly scheme: BindingScheme
  readonly salt: string
  readonly parts: readonly BoundPart[]
}

export interface BoundPart {
  readonly name: string
  /** Two bytes of a hash: enough to say *which* part changed, too little to find out its value. */
  readonly check: string
  /** `tolerant`: its share of the key, covered by a pad that only its value gives. */
  readonly share?: string | undefined
}

/** A binding with the key that it gives on its machine. */
export interface Bound {
  readonly binding: Binding
  readonly key: Buffer
}

const keyLength = 32

/** Parts that have to be there and the same, of `count` bound ones (docs/formats.md §7.1). */
function needed(scheme: BindingScheme, count: number): number {
  return scheme === 'tolerant' ? partsNeeded(count) : count
}

/**
 * Binds a container to a machine: `strict` to all its parts, `tolerant` to any k of them, `operator` to the identity that
 * its operator signed.
 * @throws RuntimeRefusal MACHINE_UNREADABLE if the machine has not the parts for it
 */
export function bindTo(
  scheme: BindingScheme,
  machine: readonly MachinePart[],
  random: (bytes: number) => Buffer,
): Bound {
  const chosen = byName(machine).filter(({ name }) => scheme !== 'operator' || name === 'operator')
  const many = needed(scheme, chosen.length)
  if (chosen.length === 0 || many > chosen.length) throw tooFew(scheme, chosen.length)
  const salt = random(keyLength)
  const parts = chosen.map((part) => ({ name: part.name, check: checkOf(salt, part) }))
  const binding = { scheme, salt: salt.toString('base64url'), parts }
  if (scheme !== 'tolerant') return { binding, key: wholeKey(binding, chosen) }
  const key = random(keyLength)
  const shares = shareSecret(key, { needed: many, count: chosen.length }, random)
  const covered = chosen.map((part, at) => xor(shares[at]?.y ?? key, padOf(salt, part)).toString('base64url'))
  return { binding: { ...binding, parts: parts.map((part, at) => ({ ...part, share: covered[at] })) }, key }
}

/**
 * The keys that the file of a container may have on this machine, most likely first: a part that changed may look the same
 * by its two bytes, so that only the file can tell.
 * @throws RuntimeRefusal OTHER_MACHINE naming the parts that differ; MACHINE_UNREADABLE if too few can be read
 */
export function bindingKeys(binding: Binding, machine: readonly MachinePart[]): Iterable<Buffer> {
  const { scheme, parts } = binding
  const { same, other, missing } = compareParts(binding, machine)
  const many = needed(scheme, parts.length)
  if (same.length + missing.length < many) throw otherMachine(`other ${other.join(', ')}`)
  if (same.length < many) throw unreadable(`it was recognised by ${missing.join(', ')}, which cannot be read now`)
  return scheme === 'tolerant' ? sharedKeys(binding, same, many) : [wholeKey(binding, same)]
}

/** Parts by which a tolerant binding no longer shows the machine, other ones and new ones; then it is to be bound anew. */
export function changedParts(binding: Binding, machine: readonly MachinePart[]): string[] {
  if (binding.scheme !== 'tolerant') return []
  const fresh = machine.filter(({ name }) => !binding.parts.some((part) => part.name === name))
  return [...compareParts(binding, machine).other, ...fresh.map(({ name }) => name)].sort()
}

function compareParts({ salt: saltText, parts }: Binding, machine: readonly MachinePart[]) {
  const salt = Buffer.from(saltText, 'base64url')
  const found = new Map(machine.map((part) => [part.name, part]))
  const isSame = ({ name, check }: BoundPart) => {
    const part = found.get(name)
    return part === undefined ? undefined : checkOf(salt, part) === check
  }
  return {
    same: byName(machine).filter(({ name }) => parts.some((part) => part.name === name && isSame(part) === true)),
    other: parts.filter((part) => isSame(part) === false).map(({ name }) => name),
    missing: parts.filter((part) => isSame(part) === undefined).map(({ name }) => name),
  }
}

function checkOf(salt: Buffer, part: MachinePart): string {
  return partHash(salt, part).toString('hex').slice(0, 4)
}

/** The key from all the values together. */
function wholeKey({ scheme, salt }: Binding, machine: readonly MachinePart[]): Buffer {
  const secret = JSON.stringify(machine.map(({ name, value }) => [name, value]))
  return derive(secret, Buffer.from(salt, 'base64url'), scheme)
}

function padOf(salt: Buffer, { name, value }: MachinePart): Buffer {
  return derive(value, salt, `tolerant ${name}`)
}

function derive(secret: string, salt: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, `opendepot container v1 ${purpose}`, keyLength))
}

function* sharedKeys({ salt: saltText, parts }: Binding, same: readonly MachinePart[], many: number) {
  const salt = Buffer.from(saltText, 'base64url')
  const shares = same.map((part) => {
    const at = parts.findIndex(({ name }) => name === part.name)
    return { x: at + 1, y: xor(Buffer.from(parts[at]?.share ?? '', 'base64url'), padOf(salt, part)) }
  })
  for (const chosen of choices(shares, many)) yield combineShares(chosen)
}

/** All ways to choose so many of a list. */
function* choices<T>(list: readonly T[], many: number): Generator<T[]> {
  const [first, ...rest] = list
  if (many === 0) yield []
  else if (first !== undefined) {
    for (const others of choices(rest, many - 1)) yield [first, ...others]
    yield* choices(rest, many)
  }
}

function xor(a: Buffer, b: Buffer): Buffer {
  return Buffer.from(a.map((byte, at) => byte ^ (b[at] ?? 0)))
}

export function otherMachine(difference: string): RuntimeRefusal {
  return new RuntimeRefusal(
    'OTHER_MACHINE',
    `This container belongs to another machine, or its hardware was changed (${difference}).`,
    'A container cannot be copied. If this is its machine, changed or installed anew, use "opendepot-runtime restore".',
  )
}

function tooFew(scheme: BindingScheme, count: number): RuntimeRefusal {
  if (scheme === 'operator') return unreadable('it has no identity from its operator')
  if (count === 0) return unreadable('no part of this machine can be read')
  return unreadable('only one part of this machine can be read, and a tolerant binding needs two')
}

function unreadable(what: string): RuntimeRefusal {
  const advice =
    'Run the program where it can see the hardware, or give it an identity that stays the same (OPENDEPOT_IDENTITY, OPENDEPOT_OPERATOR_IDENTITY).'
  return new RuntimeRefusal('MACHINE_UNREADABLE', `The machine cannot be recognised: ${what}.`, advice)
}

function byName(parts: readonly MachinePart[]): MachinePart[] {
  return [...parts].sort((a, b) => (a.name < b.name ? -1 : 1))
}
