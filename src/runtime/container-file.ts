import { createCipheriv, createDecipheriv } from 'node:crypto'
import { canonicalJson } from '../formats/canonical.ts'
import type { MachinePart } from '../formats/fingerprint.ts'
import { bindingSchemes } from '../formats/fingerprint.ts'
import { bindingKeys, type Binding, type Bound } from './binding.ts'
import { RuntimeRefusal } from './refusal.ts'
import type { ContainerState } from './state.ts'

/** Machines have fewer parts; with more there would be too many ways to choose among them. */
const mostParts = 16

/** The file of a container: what binds it in clear, everything else AES-256-GCM under the key of the machine. */
interface ContainerFile {
  readonly v: 1
  readonly format: 'opendepot-container'
  readonly serial: string
  readonly binding: Binding
  readonly iv: string
  readonly content: string
  readonly tag: string
}

/** What the encryption also protects: a change of serial or binding makes the file unreadable. */
function associated({
  v,
  format,
  serial,
  binding,
}: Pick<ContainerFile, 'v' | 'format' | 'serial' | 'binding'>): Buffer {
  return Buffer.from(canonicalJson({ v, format, serial, binding }))
}

/** Encrypts the state of a container to the machine that it is bound to. `iv` are 12 fresh random bytes. */
export function sealContainer(state: ContainerState, { binding, key }: Bound, iv: Buffer): string {
  const head = { v: 1, format: 'opendepot-container', serial: state.serial, binding } as const
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(associated(head))
  const content = Buffer.concat([cipher.update(JSON.stringify(state), 'utf8'), cipher.final()])
  const file: ContainerFile = {
    ...head,
    iv: iv.toString('base64url'),
    content: content.toString('base64url'),
    tag: cipher.getAuthTag().toString('base64url'),
  }
  return `${JSON.stringify(file)}\n`
}

/**
 * Opens the file of a container.
 * @throws RuntimeRefusal OTHER_MACHINE, MACHINE_UNREADABLE, CONTAINER_DAMAGED
 */
export function openContainer(text: string, machine: readonly MachinePart[], path: string) {
  const file = parse(text, path)
  const { binding } = file
  let cause: unknown
  for (const key of bindingKeys(binding, machine)) {
    try {
      return { state: JSON.parse(decrypt(file, key)) as ContainerState, bound: { binding, key } }
    } catch (error) {
      cause = error
    }
  }
  throw damaged(path, cause)
}

function decrypt(file: ContainerFile, key: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(file.iv, 'base64url'), { authTagLength: 16 })
  decipher.setAAD(associated(file)).setAuthTag(Buffer.from(file.tag, 'base64url'))
  return Buffer.concat([decipher.update(file.content, 'base64url'), decipher.final()]).toString('utf8')
}

function parse(text: string, path: string): ContainerFile {
  const file = parseJson(text, path)
  const binding = objectOf(file['binding'])
  const { scheme } = binding
  if (file['format'] !== 'opendepot-container' || typeof scheme !== 'string') throw damaged(path)
  if (file['v'] !== 1 || !bindingSchemes.some((known) => known === scheme)) {
    const message = `The container file ${path} is of a newer runtime than this one (version ${String(file['v'])}, binding ${scheme}).`
    throw new RuntimeRefusal('CONTAINER_NEWER', message, 'Update the runtime.')
  }
  if (!isWhole(file) || !isBinding(binding)) throw damaged(path)
  return file as unknown as ContainerFile
}

/** Each binary value has the length that this version writes, so that nothing but the tag has to fail for what is left. */
function isWhole({ serial, iv, content, tag }: Record<string, unknown>): boolean {
  return [serial, content].every((value) => typeof value === 'string') && isBinary(iv, 12) && isBinary(tag, 16)
}

function isBinding({ scheme, salt, parts }: Record<string, unknown>): boolean {
  if (!isBinary(salt, 32) || !Array.isArray(parts) || parts.length === 0 || parts.length > mostParts) return false
  return parts.every((part) => {
    const { name, check, share } = objectOf(part)
    const isPart = typeof name === 'string' && typeof check === 'string' && /^[0-9a-f]{4}$/.test(check)
    return isPart && (scheme !== 'tolerant' || isBinary(share, 32))
  })
}

function isBinary(value: unknown, bytes: number): boolean {
  return typeof value === 'string' && Buffer.from(value, 'base64url').length === bytes
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function parseJson(text: string, path: string): Record<string, unknown> {
  try {
    return objectOf(JSON.parse(text))
  } catch (cause) {
    throw damaged(path, cause)
  }
}

function damaged(path: string, cause?: unknown): RuntimeRefusal {
  const message = `The container file ${path} is damaged or was changed.`
  const advice = 'Put the file back from a backup, or use "opendepot-runtime restore", which brings the licenses back.'
  return new RuntimeRefusal('CONTAINER_DAMAGED', message, advice, { cause })
}
