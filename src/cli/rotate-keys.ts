import { firmKeysOf } from '../delivery/firm-keys.ts'
import { planRotation, type Rotation, type RotationWish } from '../domain/key-rotation.ts'
import { FirmCode } from '../entities/firm-code.ts'
import { FirmKey } from '../entities/firm-key.ts'
import { firmCodeId, record } from '../ledger/record.ts'
import { makeSigningKey, signingRows, type FirmKeyRow } from '../signing/create-firm.ts'
import type { KeyStorage } from '../signing/key-storage.ts'
import { changeRow } from '../store/change-row.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Store, Tx } from '../store/store.ts'
import { UserError } from '../user-error.ts'
import type { authorOf } from './author.ts'

export interface KeyRotation extends RotationWish {
  readonly firmCode: number
  readonly years: number
  readonly comment?: string | undefined
}

/** A key whose state changed, or which is new. */
export type TurnedKey = Pick<FirmKey, 'kid' | 'state' | 'epoch' | 'notAfter'>

interface Plan extends Rotation {
  readonly firm: FirmCode
  readonly keys: readonly FirmKey[]
}

/**
 * One turn of the signing keys of a firm code (see `planRotation`). The private key is made first, then the public one is
 * registered and the states change, in one transaction; a key that was made and not registered is taken by the next turn.
 * @throws UserError if the firm code has no keys, or they were changed meanwhile
 */
export async function rotateKeys(
  store: Pick<Store, 'read' | 'transact'>,
  storage: KeyStorage,
  author: ReturnType<typeof authorOf>,
  wish: KeyRotation,
): Promise<TurnedKey[]> {
  const plan = await store.read((tx) => planFor(tx, wish))
  const made = plan.make && (await newKey(storage, author.now, wish, plan, plan.make))
  return store.transact(async (tx) => {
    const { firm } = await planFor(tx, wish)
    if (firm.version !== plan.firm.version) {
      throw new UserError('The keys were changed meanwhile; look at "opendepot keys list" before you try again.')
    }
    return turn(tx, author, wish, plan, made)
  })
}

async function planFor(tx: Tx, { firmCode, ...wish }: KeyRotation): Promise<Plan> {
  const firm = await tx.findOneBy(FirmCode, { firmCode })
  const { signing: keys } = await firmKeysOf(tx, firmCode)
  if (firm === null || keys.length === 0) {
    throw new UserError(`Firm code ${firmCode} has no keys; "opendepot firm create ${firmCode}" makes them.`)
  }
  try {
    return { firm, keys, ...planRotation(keys, wish) }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new UserError(`Firm code ${firmCode}: ${error.message}; "opendepot keys list" shows all.`)
  }
}

async function newKey(
  storage: KeyStorage,
  now: Date,
  { firmCode, years }: KeyRotation,
  { keys }: Plan,
  { epoch, state }: NonNullable<Rotation['make']>,
): Promise<FirmKeyRow> {
  const known = new Set(keys.map(({ kid }) => kid))
  const rows = await signingRows(storage, firmCode, now)
  const left = rows.find((row) => !known.has(row.kid) && row.epoch === epoch && now < row.notAfter)
  return left === undefined ? makeSigningKey(storage, { firmCode, now, years, epoch, state }) : { ...left, state }
}

async function turn(
  tx: Tx,
  author: ReturnType<typeof authorOf>,
  { firmCode, comment }: KeyRotation,
  { firm, keys, states }: Plan,
  made: FirmKeyRow | undefined,
): Promise<TurnedKey[]> {
  const changed = keys.filter(({ kid }) => states.has(kid))
  const version = await changeRow(tx, FirmCode, firm, { updatedAt: author.now })
  for (const { kid, state } of changed) await tx.update(FirmKey, { kid }, { state: states.get(kid) ?? state })
  if (made !== undefined) await insertRows(tx, FirmKey, [made])
  const turned = changed.map((key) => ({ ...key, state: states.get(key.kid) ?? key.state }))
  const after = [...turned, ...(made === undefined ? [] : [made])]
  const event = { kind: 'firmCode', id: firmCodeId(firmCode), version, change: 'FirmKeysRotated', comment } as const
  await record(tx, author, [{ ...event, before: { keys: shown(changed) }, after: { keys: shown(after) } }])
  return after
}

function shown(keys: readonly Pick<FirmKey, 'kid' | 'state' | 'epoch'>[]) {
  return keys.map(({ kid, state, epoch }) => ({ kid, state, epoch }))
}
