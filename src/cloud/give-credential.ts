import { parseJsonObject } from '../formats/encoding.ts'
import { writeCredential } from '../formats/credential.ts'
import type { PublicJwk } from '../formats/keys.ts'
import { firmKeysOf } from '../delivery/firm-keys.ts'
import type { SigningParts } from '../delivery/parts.ts'
import type { CredentialRow } from '../entities/credential.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'

/** The root of a firm code, or undefined where it has no keys. */
export async function rootOf(tx: Tx, firmCode: number): Promise<PublicJwk | undefined> {
  const { root } = await firmKeysOf(tx, firmCode)
  return root && (parseJsonObject(root.publicJwk, 'stored root') as unknown as PublicJwk)
}

/** What a credential file says beside the key. */
export interface CredentialFacts {
  readonly serial: string
  readonly firmCode: number
  readonly root: PublicJwk
  readonly credential: Pick<CredentialRow, 'generation' | 'keyThumbprint'>
}

/** Has the credential file signed; never inside a transaction. */
export function credentialFile(
  call: Pick<Call, 'now'>,
  { box, testMode }: Pick<SigningParts, 'box' | 'testMode'>,
  { serial, firmCode, root, credential: { generation, keyThumbprint } }: CredentialFacts,
): Promise<string> {
  const content = { serial, firmCode, root, keyThumbprint, generation, issuedAt: call.now }
  return writeCredential({ ...content, ...(testMode && { test: true }) }, (type, payload) =>
    box.sign(firmCode, type, payload, call.now),
  )
}
