import { sha256, toBase64url } from './encoding.ts'
import { distinct, list, object, oneOf, text, type Read } from './shape.ts'
import { binary, digestBytes } from './values.ts'

/** How the keys of a software container are bound to its machine; version 1 writes `strict`. */
export const bindingSchemes = ['strict', 'tolerant', 'operator'] as const
export type BindingScheme = (typeof bindingSchemes)[number]

/** The machine as a context shows it: names of parts, and salted hashes instead of their values. */
export type Fingerprint = Read<typeof fingerprint>

export const fingerprint = object({
  scheme: oneOf(...bindingSchemes),
  salt: binary(32),
  parts: distinct(
    list(object({ name: text(1, 32, /^[A-Za-z][A-Za-z0-9]*$/), hash: digestBytes }), { min: 1, max: 32 }),
    (part) => part.name,
  ),
})

/** One named part of a machine, in clear; leaves the machine only as a hash. */
export interface MachinePart {
  readonly name: string
  readonly value: string
}

/**
 * The salt of a firm's fingerprints, from the thumbprint of its root. It is the same for all containers of one vendor, who
 * has to recognise a machine after a re-installation, and differs between vendors, who have no business comparing.
 */
export function fingerprintSalt(rootThumbprint: string): Buffer {
  return sha256(`opendepot fingerprint v1\n${rootThumbprint}`).subarray(0, 16)
}

export function partHash(salt: Uint8Array, { name, value }: MachinePart): Buffer {
  return sha256(salt, `${name}\n${value}`)
}

/** Builds the fingerprint of a machine, parts in the order of their names. */
export function makeFingerprint(scheme: BindingScheme, salt: Buffer, machine: readonly MachinePart[]): Fingerprint {
  const parts = machine.map((part) => ({ name: part.name, hash: partHash(salt, part) }))
  return { scheme, salt, parts: parts.sort((a, b) => (a.name < b.name ? -1 : 1)) }
}

export function fingerprintJson({ scheme, salt, parts }: Fingerprint) {
  return {
    scheme,
    salt: toBase64url(salt),
    parts: parts.map(({ name, hash }) => ({ name, hash: toBase64url(hash) })),
  }
}
