import { readFirmRoot, type FirmRoot } from '../../formats/certificate.ts'
import { readCredential } from '../../formats/credential.ts'
import { parseJsonObject } from '../../formats/encoding.ts'
import { containerSerial, thumbprint } from '../../formats/keys.ts'
import type { DepotCall } from '../depot-client.ts'
import { refusalOf } from '../import-update.ts'
import { RuntimeRefusal } from '../refusal.ts'
import type { Runtime } from '../runtime.ts'
import { lockKeys, writeAccount, type AccountFile } from './account-file.ts'
import { newCloudKeys, publicHalves, sentKeys, type CloudKeys } from './keys.ts'

/** A cloud container that is to be. */
export interface CloudWish {
  readonly firmCode: number
  /** As the vendor's system calls him; he has one container. */
  readonly userId: string
  readonly password: string
  /** The root as the program knows it; else the Depot is trusted at the first use. */
  readonly root?: FirmRoot | undefined
  readonly test?: boolean | undefined
}

interface Enrolled {
  readonly containerSerial: string
  readonly credentialFile?: string
}

/**
 * Makes the cloud container of a user, or a new credential for the one that he has: the keys are made here and encrypted
 * with his password. Only the vendor's system may: the Depot call has to be that of a client with the role sales.
 * @throws RuntimeRefusal those of the Depot; OTHER_ROOT, TEST_FILE, FILE_DAMAGED if it answers something else
 */
export async function createCloud(runtime: Runtime, depot: DepotCall, wish: CloudWish): Promise<AccountFile> {
  const { firmCode, userId, password, test = false } = wish
  const root = wish.root ?? (await rootFromDepot(depot, firmCode))
  const keys = newCloudKeys()
  const locked = await lockKeys(keys, password)
  const enrollment = { containerKind: 'cloud', firmCode, ...sentKeys(keys), userId }
  const { containerSerial: serial, credentialFile = '' } = await depot<Enrolled>('EnrollContainer', { enrollment })
  const epoch = await checkCredential(credentialFile, root, { serial, firmCode, test, keys })
  const file = { v: 1, format: 'opendepot-cloud', serial, firmCode, root: root.key, test, epoch } as const
  const account = { ...file, credential: credentialFile, keys: locked }
  await writeAccount(runtime.folder, account)
  return account
}

async function rootFromDepot(depot: DepotCall, firmCode: number): Promise<FirmRoot> {
  const { rootKey } = await depot<{ rootKey: string }>('GetKeys', { firmCode })
  return readFirmRoot(parseJsonObject(rootKey, 'root key'))
}

/** For whom a credential has to be. */
interface Expected extends Pick<AccountFile, 'serial' | 'firmCode' | 'test'> {
  readonly keys: CloudKeys
}

/** Checks that the firm speaks of this container and these keys; gives the epoch of its key. */
export async function checkCredential(file: string, root: FirmRoot, expected: Expected): Promise<number> {
  const { credential, epoch } = await readCredential(file, root).catch((error: unknown) => {
    throw refusalOf(error)
  })
  const { signingKey } = publicHalves(expected.keys)
  const isOurs = credential.keyThumbprint === thumbprint(signingKey) && credential.serial === expected.serial
  // The serial of a first key follows from it.
  const isTrue = credential.generation > 1 || expected.serial === containerSerial('cloud', signingKey)
  if (!isOurs || !isTrue || credential.firmCode !== expected.firmCode) {
    const text = 'The Depot gave the credential of another container.'
    throw new RuntimeRefusal('OTHER_CONTAINER', text, 'Ask the vendor: their Depot does not work as described.')
  }
  if (credential.test === true && !expected.test) {
    const text = 'The Depot is a test installation, and this is a production container.'
    throw new RuntimeRefusal('TEST_FILE', text, 'Use the Depot of the production installation, or --test for a trial.')
  }
  return epoch
}
