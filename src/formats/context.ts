import { Fault, type FaultCode } from '../faults.ts'
import { parseJsonObject, sha256, toBase64url, type JsonObject } from './encoding.ts'
import { FormatError } from './errors.ts'
import { fingerprint, fingerprintJson } from './fingerprint.ts'
import {
  readFlattened,
  signJws,
  signedBytes,
  unverifiedPayload,
  verifyJws,
  writeFlattened,
  type Signer,
} from './jws.ts'
import * as keys from './keys.ts'
import {
  distinct,
  exactly,
  integer,
  list,
  object,
  oneOf,
  optional,
  refuse,
  text,
  type Read,
  type Reader,
} from './shape.ts'
import { suiteNames, type SuiteName } from './suites.ts'
import { counter, digestBytes, firmCode, identifier, int64, time } from './values.ts'

/** One license as its container sees it. `consumed` units only ever grow. */
export type LicenseSummary = Read<typeof licenseSummary>
const licenseSummary = object({ licenseId: identifier, generation: counter, consumed: int64 })
const licenseSummaries = distinct(list(licenseSummary), (license) => license.licenseId)

const facts = object({
  v: exactly(1),
  kind: keys.containerKind,
  serial: keys.serial,
  label: optional(text(1, 64)),
  firmCode,
  root: keys.thumbprintText,
  epoch: counter,
  contextSeq: integer(1, 2_147_483_647),
  counter,
  digest: digestBytes,
  licenses: licenseSummaries,
  removed: licenseSummaries,
  fingerprint: optional(fingerprint),
  createdAt: time,
  runtime: object({ name: text(1, 64), version: text(1, 64) }),
  suite: oneOf(...suiteNames),
})

/** What a container says of itself to a firm (docs/formats.md §7). Proven by its own signature. */
export type Context = Omit<Read<typeof facts>, 'v'> & keys.ContainerKeys

/** A context whose signature was verified, and the hash by which a second one with the same number is told apart. */
export interface ReceivedContext extends Context {
  readonly hash: Buffer
}

const what = 'context'

/** The largest context a server has to look at: what its SOAP messages can hold. */
export const maxContextLength = 1024 * 1024

/** Serial that a context claims. Nothing is verified; use it only to look up the stored keys for `readContext`. */
export function contextSerial(file: string): string {
  return asFault('CONTEXT_INVALID', () =>
    keys.serial(unverifiedPayload(flattened(file), what)['serial'], `${what}.serial`),
  )
}

/** Keys that a context claims. Nothing is verified; whoever believes them has to know their thumbprint. */
export function contextKeys(file: string): keys.ContainerKeys {
  return asFault('CONTEXT_INVALID', () => containerKeys(unverifiedPayload(flattened(file), what), what))
}

/**
 * Verifies a context file with the stored keys of its serial, or, only for an unknown container, with the key inside.
 * Suite, algorithm and type come from what is stored; the header never decides.
 * @throws Fault CONTEXT_INVALID naming the rule that the file breaks
 */
export async function readContext(file: string, stored: keys.ContainerKeys | undefined): Promise<ReceivedContext> {
  try {
    return await verifyContext(file, stored)
  } catch (error) {
    throw faultOf('CONTEXT_INVALID', error)
  }
}

async function verifyContext(file: string, stored: keys.ContainerKeys | undefined): Promise<ReceivedContext> {
  const jws = flattened(file)
  const claimed = containerKeys(unverifiedPayload(jws, what), what)
  const { suite, signingKey } = stored ?? claimed
  const payload = await verifyJws(jws, 'od-context+jws', suite, signingKey, what)
  const { v: _, ...read } = facts(payload, what)
  const context = { ...read, ...claimed }
  if (stored !== undefined && !sameKeys(stored, claimed)) refuse(what, 'names other keys than this serial is known by')
  if (!isSerialOf(context, stored)) refuse(`${what}.serial`, 'is not that of its key')
  if (context.kind === 'software' && context.fingerprint === undefined) refuse(`${what}.fingerprint`, 'is missing')
  return { ...context, hash: sha256(signedBytes(jws)) }
}

/** A cloud container keeps its serial when its key is changed; whose key it is then, only the stored one tells. */
function isSerialOf(context: Context, stored: keys.ContainerKeys | undefined): boolean {
  if (context.kind === 'cloud' && stored !== undefined) return keys.isSerialOfKind(context.serial, 'cloud')
  return context.serial === keys.containerSerial(context.kind, context.signingKey)
}

function flattened(file: string) {
  if (file.length > maxContextLength) refuse(what, `is longer than ${maxContextLength} characters`)
  return readFlattened(file, what)
}

function containerKeys(json: JsonObject, path: string): keys.ContainerKeys {
  const suite = oneOf(...suiteNames)(json['suite'], `${path}.suite`)
  return {
    suite,
    signingKey: keys.signingKeyOf(suite)(json['signingKey'], `${path}.signingKey`),
    agreementKey: keys.agreementKeyOf(suite)(json['agreementKey'], `${path}.agreementKey`),
  }
}

function sameKeys(a: keys.ContainerKeys, b: keys.ContainerKeys): boolean {
  const sameSigningKey = keys.thumbprint(a.signingKey) === keys.thumbprint(b.signingKey)
  return a.suite === b.suite && sameSigningKey && keys.thumbprint(a.agreementKey) === keys.thumbprint(b.agreementKey)
}

/**
 * Reads the public keys with which a container enrolls, from their JWK texts.
 * @param place path of what holds both keys in the request, for the fault
 * @throws Fault KEY_INVALID
 */
export function readContainerKeys(
  suite: SuiteName,
  signingKey: string,
  agreementKey: string,
  place: string,
): keys.ContainerKeys {
  const read = <Key>(name: 'signingKey' | 'agreementKey', text: string, reader: Reader<Key>) =>
    asFault('KEY_INVALID', () => reader(parseJsonObject(text, name), name), `${place}/${name}`)
  return {
    suite,
    signingKey: read('signingKey', signingKey, keys.signingKeyOf(suite)),
    agreementKey: read('agreementKey', agreementKey, keys.agreementKeyOf(suite)),
  }
}

/** Writes and signs a context file. */
export async function writeContext(context: Context, signer: Signer): Promise<string> {
  const { licenses, removed, fingerprint: machine, digest, createdAt, ...rest } = context
  const payload = {
    v: 1,
    ...rest,
    digest: toBase64url(digest),
    licenses: licenses.map(summaryJson),
    removed: removed.map(summaryJson),
    fingerprint: machine && fingerprintJson(machine),
    createdAt: createdAt.toISOString(),
  }
  return writeFlattened(await signJws('od-context+jws', payload, signer))
}

function summaryJson({ licenseId, generation, consumed }: LicenseSummary) {
  return { licenseId, generation, consumed: String(consumed) }
}

function asFault<T>(code: FaultCode, work: () => T, field?: string): T {
  try {
    return work()
  } catch (error) {
    throw faultOf(code, error, field)
  }
}

function faultOf(code: FaultCode, error: unknown, field?: string): unknown {
  if (!(error instanceof FormatError)) return error
  return new Fault(code, error.message, { cause: error, ...(field === undefined ? {} : { field }) })
}
