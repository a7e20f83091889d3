import { randomUUID } from 'node:crypto'
import { thumbprint } from '../../formats/keys.ts'
import { readLease, type Lease } from '../../formats/lease.ts'
import type { DepotCall } from '../depot-client.ts'
import { refusalOf } from '../import-update.ts'
import { RuntimeRefusal } from '../refusal.ts'
import { acceptInAccount, askAs, type CloudAccount } from './account.ts'
import { publicHalves } from './keys.ts'

/** A session of a cloud container, with the newest lease that was given for it. */
export interface CloudSession {
  /** The secret by which it is kept. */
  readonly sessionId: string
  readonly lease: Lease
  readonly leaseFile: string
}

/** What is to be used. */
export interface SessionWish {
  readonly licenseId: string
  /** For the user's list of sessions. */
  readonly deviceName?: string | undefined
}

interface SessionResult {
  readonly sessionId: string
  readonly leaseFile: string
}

/** Units of a license after some were used. */
export interface CloudUnits {
  readonly usedUnits: bigint
  readonly unitsLeft: bigint
}

/**
 * Begins to use a license: takes a seat of it.
 * @throws RuntimeRefusal those of the Depot (SEATS_TAKEN …), and of a lease that is not ours
 */
export async function openSession(
  account: CloudAccount,
  depot: DepotCall,
  now: Date,
  wish: SessionWish,
): Promise<CloudSession> {
  const requestId = randomUUID()
  const ask = (contextFile: string) => ({ requestId, sessionWish: { contextFile, ...wish } })
  return checked(account, await askAs<SessionResult>(account, depot, now, 'OpenSession', ask))
}

/** Gets a fresh lease. */
export async function keepSession(account: CloudAccount, depot: DepotCall, sessionId: string): Promise<CloudSession> {
  return checked(account, await depot<SessionResult>('KeepSession', { sessionKey: { sessionId } }))
}

/** Gives the seat back. */
export async function closeSession(depot: DepotCall, sessionId: string): Promise<void> {
  await depot('CloseSession', { sessionKey: { sessionId } })
}

/**
 * Takes units within a session. By the same id they are taken once, however often it is asked.
 * @throws RuntimeRefusal those of the Depot: UNITS_USED_UP, and then none is taken
 */
export async function useCloudUnits(
  depot: DepotCall,
  sessionId: string,
  units: number,
  requestId: string = randomUUID(),
): Promise<CloudUnits> {
  const request = { requestId, unitUse: { sessionId, units } }
  try {
    const { usedUnits, unitsLeft } = await depot<Record<keyof CloudUnits, string | number>>('UseUnits', request)
    return { usedUnits: BigInt(usedUnits), unitsLeft: BigInt(unitsLeft) }
  } catch (error) {
    throw namingUse(error, requestId)
  }
}

/** Nobody knows then whether they were taken; without this name they would be taken a second time. */
function namingUse(error: unknown, requestId: string): unknown {
  if (!(error instanceof RuntimeRefusal && error.code === 'DEPOT_UNREACHABLE')) return error
  const advice = `Check the address and the network and ask again by the same request id (--request ${requestId}), so that the units are taken once.`
  return new RuntimeRefusal(error.code, error.message, advice, { cause: error })
}

/** Believes a lease only if the pinned root vouches for it and it is for this container and its present key. */
async function checked(account: CloudAccount, { sessionId, leaseFile }: SessionResult): Promise<CloudSession> {
  const lease = await leaseOf(account, leaseFile)
  return { sessionId, lease, leaseFile }
}

/** @throws RuntimeRefusal FILE_DAMAGED, OTHER_ROOT, OTHER_CONTAINER, TEST_FILE, OLDER_EPOCH … */
export async function leaseOf(account: CloudAccount, file: string): Promise<Lease> {
  const { root, serial, firmCode, test, keys } = account
  const { lease, epoch } = await readLease(file, root).catch((error: unknown) => {
    throw refusalOf(error)
  })
  const isOurs = lease.serial === serial && lease.keyThumbprint === thumbprint(publicHalves(keys).signingKey)
  if (!isOurs || lease.firmCode !== firmCode) {
    const text = `The lease is for container ${lease.serial}, or for another credential of it.`
    throw new RuntimeRefusal('OTHER_CONTAINER', text, 'Open a new session.')
  }
  if (lease.test === true && !test) {
    const text = 'The lease is of a test installation, and this is a production container.'
    throw new RuntimeRefusal('TEST_FILE', text, 'Use the Depot of the production installation.')
  }
  await acceptInAccount(account, epoch, 'The lease')
  return lease
}
