import { createPrivateKey, generateKeyPair, type JsonWebKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { MachinePart } from '../formats/fingerprint.ts'
import { keySigner } from '../formats/jws.ts'
import { publicJwk, signingKeyOf, type PublicJwk } from '../formats/keys.ts'
import { parseJsonObject } from '../formats/encoding.ts'
import {
  operatorSuite,
  readOperatorIdentity,
  readOperatorValue,
  writeOperatorIdentity,
} from '../formats/operator-identity.ts'
import { RuntimeRefusal } from './refusal.ts'

const generate = promisify(generateKeyPair)

/** Makes the key of an operator: both halves as JWK. The private one belongs with the operator's other secrets. */
export async function createOperatorKey(): Promise<{ privateKey: JsonWebKey; publicKey: PublicJwk }> {
  const { privateKey, publicKey } = await generate('ed25519')
  const shown = parseJsonObject(JSON.stringify(publicKey.export({ format: 'jwk' })), 'key')
  return { privateKey: privateKey.export({ format: 'jwk' }), publicKey: publicJwk('Ed25519')(shown, 'key') }
}

/**
 * Signs the identity of a machine with the key of its operator; the same name gives the same file, so none has to be kept.
 * @throws RuntimeRefusal FILE_DAMAGED if that is no such key
 */
export async function signIdentity(name: string, privateKey: string): Promise<string> {
  try {
    const { d, ...shown } = parseJsonObject(privateKey, 'operator key')
    const operator = signingKeyOf(operatorSuite)(shown, 'operator key')
    const key = createPrivateKey({ key: { ...operator, d } as JsonWebKey, format: 'jwk' })
    return await writeOperatorIdentity(name, operator, keySigner(operatorSuite, operator, key))
  } catch (cause) {
    const message = `No identity can be signed: ${reasonOf(cause)}.`
    throw new RuntimeRefusal('FILE_DAMAGED', message, 'Give the file that "opendepot-runtime operator key" wrote.', {
      cause,
    })
  }
}

/**
 * The part of a machine that its operator vouches for, from the file of the identity.
 * @throws RuntimeRefusal MACHINE_UNREADABLE, FILE_DAMAGED: neither says that this is another machine
 */
export async function operatorPart(path: string): Promise<MachinePart> {
  const file = await readFile(path, 'utf8').catch((cause: unknown) => {
    const message = `The operator identity ${path} cannot be read: ${(cause as Error).message}.`
    throw new RuntimeRefusal('MACHINE_UNREADABLE', message, 'Mount the file there, readable for this program.', {
      cause,
    })
  })
  try {
    return { name: 'operator', value: (await readOperatorIdentity(file)).value }
  } catch (cause) {
    const message = `The operator identity ${path} is refused: ${reasonOf(cause)}.`
    throw new RuntimeRefusal('FILE_DAMAGED', message, 'Ask the operator to write it once more.', { cause })
  }
}

/**
 * A container that is bound to nothing but its identity needs one that not everybody can make up.
 * @throws RuntimeRefusal MACHINE_UNREADABLE
 */
export async function requireSignedIdentity(machine: readonly MachinePart[]): Promise<void> {
  const { value = '' } = machine.find(({ name }) => name === 'operator') ?? {}
  try {
    await readOperatorValue(value)
  } catch (cause) {
    const message = 'This machine has no identity that an operator signed.'
    const advice =
      'The operator makes one with "opendepot-runtime operator identity"; name its file in OPENDEPOT_OPERATOR_IDENTITY.'
    throw new RuntimeRefusal('MACHINE_UNREADABLE', message, advice, { cause })
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
