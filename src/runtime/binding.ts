import { hkdfSync } from 'node:crypto'
import { partHash, type MachinePart } from '../formats/fingerprint.ts'
import { RuntimeRefusal } from './refusal.ts'

/** How the file of a container is bound to its machine; stands in clear in the file. */
export interface Binding {
  /** `strict`: all parts have to be the same. Other schemes come later and are then named here. */
  readonly scheme: 'strict'
  readonly salt: string
  readonly parts: readonly { readonly name: string; readonly check: string }[]
}

/**
 * Two bytes of a hash: enough to say *which* part of the machine changed, too little to find out its value. The key itself
 * comes from all the values together.
 */
function checkOf(salt: Buffer, part: MachinePart): string {
  return partHash(salt, part).toString('hex').slice(0, 4)
}

export function bindTo(machine: readonly MachinePart[], salt: Buffer): Binding {
  if (machine.length === 0) throw unreadable('no part of this machine can be read')
  const parts = byName(machine).map((part) => ({ name: part.name, check: checkOf(salt, part) }))
  return { scheme: 'strict', salt: salt.toString('base64url'), parts }
}

/**
 * The key of a container file on this machine.
 * @throws RuntimeRefusal OTHER_MACHINE naming the parts that differ; MACHINE_UNREADABLE if parts cannot be read
 */
export function bindingKey({ salt: saltText, parts }: Binding, machine: readonly MachinePart[]): Buffer {
  const salt = Buffer.from(saltText, 'base64url')
  const found = new Map(machine.map((part) => [part.name, part]))
  const other = parts.filter(({ name, check }) => {
    const part = found.get(name)
    return part !== undefined && checkOf(salt, part) !== check
  })
  if (other.length > 0) throw otherMachine(`other ${names(other)}`)
  const missing = parts.filter(({ name }) => !found.has(name))
  if (missing.length > 0) throw unreadable(`it was recognised by ${names(missing)}, which cannot be read now`)
  const bound = byName(machine).filter(({ name }) => parts.some((part) => part.name === name))
  const secret = JSON.stringify(bound.map(({ name, value }) => [name, value]))
  return Buffer.from(hkdfSync('sha256', secret, salt, 'opendepot container v1 strict', 32))
}

export function otherMachine(difference: string): RuntimeRefusal {
  return new RuntimeRefusal(
    'OTHER_MACHINE',
    `This container belongs to another machine, or its hardware was changed (${difference}).`,
    'A container cannot be copied. Create a new one here; the vendor can move your licenses to it.',
  )
}

function unreadable(what: string): RuntimeRefusal {
  const advice =
    'Run the program where it can see the hardware, or give OPENDEPOT_IDENTITY a value that stays the same.'
  return new RuntimeRefusal('MACHINE_UNREADABLE', `The machine cannot be recognised: ${what}.`, advice)
}

function names(parts: readonly { readonly name: string }[]): string {
  return parts.map(({ name }) => name).join(', ')
}

function byName(parts: readonly MachinePart[]): MachinePart[] {
  return [...parts].sort((a, b) => (a.name < b.name ? -1 : 1))
}
