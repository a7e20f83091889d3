import { IsNull } from 'typeorm'
import { containerOfKind } from '../domain/containers/index.ts'
import { Transfer } from '../entities/transfer.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import type { SigningParts } from './parts.ts'
import { signUpdate } from './sign-update.ts'
import type { Reserved } from './transfers.ts'

/**
 * Gives the update file of a reserved transfer: what is stored, or else signs it now and stores it. The signed bytes are
 * stored once, so of two who sign at once both give those of the first. A server that stops in between leaves a transfer
 * which the next one who asks for it gets signed. Only where the key that signed was compromised since, they are signed anew,
 * over the same steps.
 */
export async function deliverUpdate<T>(
  call: Call,
  parts: SigningParts,
  reserved: Reserved,
  answerWith: (updateFile: string | undefined) => T,
): Promise<T> {
  const { transfer, isReady } = reserved
  call.note({ transferId: transfer.id })
  const isHere = containerOfKind(reserved.container.kind).livesOnServer
  if (!isHere && isReady && transfer.signed !== null) return answerWith(transfer.signed)
  call.points.reach('step-reserved')
  if (isHere) return deliverHere(call, parts, reserved, answerWith)
  const signed = await signUpdate(call, parts, reserved)
  call.points.reach('update-signed')
  return call.answer(async (tx) => answerWith(await keepFirst(tx, call, transfer, signed)))
}

/** Nobody is sent anything: the container is here and has it as soon as it answers. */
function deliverHere<T>(
  call: Call,
  parts: SigningParts,
  { container, firmCode }: Reserved,
  answerWith: (updateFile: undefined) => T,
): Promise<T> {
  return call.answer(async (tx) => {
    await parts.importHere(tx, call, container.id, firmCode)
    return answerWith(undefined)
  })
}

async function keepFirst(tx: Tx, { now }: Call, { id, signed: before }: Transfer, signed: string): Promise<string> {
  const asBefore = { id, signed: before ?? IsNull() }
  const { affected } = await tx.update(Transfer, asBefore, { signed, updatedAt: now })
  if (affected === 1) return signed
  const winner = await tx.findOneByOrFail(Transfer, { id })
  return winner.signed ?? signed
}
