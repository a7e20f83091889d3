import { readRoot, thumbprint, type PublicJwk } from '../../formats/keys.ts'
import type { FirmRoot } from '../../formats/certificate.ts'
import { firstDigest } from '../../formats/digest.ts'
import { writeContext, type Context } from '../../formats/context.ts'
import { DepotRefusal, type DepotCall } from '../depot-client.ts'
import { runtimeName, runtimeVersion, type Runtime } from '../runtime.ts'
import { olderEpoch } from '../epoch.ts'
import { changeAccount, readAccount, unlockKeys, type AccountFile } from './account-file.ts'
import { cloudSigner, publicHalves, type CloudKeys } from './keys.ts'

/** A cloud container that was opened with the password. */
export interface CloudAccount extends Pick<AccountFile, 'serial' | 'firmCode' | 'test'> {
  readonly root: FirmRoot
  readonly keys: CloudKeys
  /** Where its credential file is. */
  readonly folder: string
  /** Highest epoch of any file that was accepted. */
  epoch: number
}

/**
 * Opens the credential of a cloud container.
 * @param serial may be left out if the folder holds only one
 * @throws RuntimeRefusal CONTAINER_MISSING, CONTAINER_AMBIGUOUS, CONTAINER_DAMAGED, PASSWORD_WRONG
 */
export async function openCloud(
  { folder }: Pick<Runtime, 'folder'>,
  password: string,
  serial?: string,
): Promise<CloudAccount> {
  const file = await readAccount(folder, serial)
  return accountOf(folder, file, await unlockKeys(file.keys, password))
}

export function accountOf(folder: string, file: AccountFile, keys: CloudKeys): CloudAccount {
  const { serial, firmCode, test, root, epoch } = file
  return { serial, firmCode, test, root: rootOf(root), keys, folder, epoch }
}

/**
 * Takes a file by the epoch rule (docs/formats.md §5); a higher epoch is kept from then on.
 * @throws RuntimeRefusal OLDER_EPOCH
 */
export async function acceptInAccount(account: CloudAccount, epoch: number, what: string): Promise<void> {
  const refusal = olderEpoch(account, epoch, what, 'Ask the vendor: their Depot signs with a key that was given up.')
  if (refusal !== undefined) throw refusal
  if (epoch === account.epoch) return
  account.epoch = epoch
  const { folder, serial } = account
  const noted = changeAccount(folder, serial, (file) => (file.epoch < epoch ? { ...file, epoch } : file))
  // A program that may read the credential and not write it goes on all the same.
  await noted.catch(() => undefined)
}

function rootOf(key: PublicJwk): FirmRoot {
  return readRoot({ ...key })
}

/**
 * Calls an operation of the Depot with a context, which proves that this device has the key and says nothing of what the
 * container holds: that lives on the server. If the clock of the device is wrong, the Depot tells the time, and a second
 * context says that.
 */
export async function askAs<Result>(
  account: CloudAccount,
  depot: DepotCall,
  now: Date,
  operation: string,
  request: (contextFile: string) => object,
): Promise<Result> {
  try {
    return await depot<Result>(operation, request(await cloudContext(account, now)))
  } catch (error) {
    const time = error instanceof DepotRefusal && error.fault.code === 'CONTEXT_STALE' ? error.fault.details : {}
    const serverTime = new Date(time['serverTime'] ?? '')
    if (Number.isNaN(serverTime.getTime())) throw error
    return depot<Result>(operation, request(await cloudContext(account, serverTime)))
  }
}

/** A context of a cloud container (docs/formats.md §12.2). */
function cloudContext({ serial, firmCode, root, keys }: CloudAccount, createdAt: Date): Promise<string> {
  const content: Context = {
    kind: 'cloud',
    serial,
    firmCode,
    root: thumbprint(root.key),
    epoch: 0,
    contextSeq: 1,
    counter: 0,
    digest: firstDigest,
    licenses: [],
    removed: [],
    createdAt,
    runtime: { name: runtimeName, version: runtimeVersion },
    ...publicHalves(keys),
  }
  return writeContext(content, cloudSigner(keys))
}
