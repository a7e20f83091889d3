import { ClientSecret } from '../entities/client-secret.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import type { Sealer } from '../tickets/sealed-text.ts'
import type { StoredSecret } from './manage.ts'
import { hashSecret, newSecret } from './secret.ts'

/** A new secret, as it is shown and as it is stored. */
export interface MadeSecret {
  readonly secret: string
  readonly stored: StoredSecret & { readonly id: string }
}

/**
 * Makes a secret for a client. An answer can be lost, so a repetition with the same `requestId` has to show it again: for
 * this it is kept sealed, and only where there is a `requestId` or the client sends digests of it, until it is retired or
 * its client disabled.
 */
export function makeSecret(call: Pick<Call, 'random' | 'newId'>, sealer: Sealer | undefined): MadeSecret {
  const id = call.newId()
  const secret = newSecret(call.random)
  const hash = hashSecret(secret, call.random)
  const sealed = sealer && sealSecret(sealer, id, secret)
  return { secret, stored: { id, hash, sealed } }
}

/** The secret that a request made; undefined when it made none, or when that one opens nothing any more. */
export async function showAgain(tx: Tx, id: string, sealer: Sealer): Promise<string | undefined> {
  const row = await tx.findOneBy(ClientSecret, { id })
  const sealed = row?.sealed ?? undefined
  return sealed === undefined ? undefined : openSecret(sealer, id, sealed).toString('utf8')
}

/** The secret of a row, as it is kept. */
export function sealSecret(sealer: Sealer, id: string, secret: string): string {
  return sealer.seal(Buffer.from(secret, 'utf8'), purposeOf(id))
}

/** @throws Error when it is not that of this row, or the keyring lacks its key */
export function openSecret(sealer: Sealer, id: string, sealed: string): Buffer {
  return sealer.open(sealed, purposeOf(id))
}

function purposeOf(id: string): string {
  return `client secret ${id}`
}
