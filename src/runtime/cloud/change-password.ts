import type { DepotCall } from '../depot-client.ts'
import type { Runtime } from '../runtime.ts'
import { accountOf, askAs } from './account.ts'
import { lockKeys, readAccount, unlockKeys, writeAccount, type AccountFile } from './account-file.ts'
import { checkCredential } from './create-cloud.ts'
import { newCloudKeys, sentKeys, type CloudKeys } from './keys.ts'

interface Changed {
  readonly credentialFile?: string
}

/** What is asked for a change of the password. */
export interface PasswordWish {
  readonly old: string
  readonly next: string
  readonly serial?: string | undefined
}

/**
 * Changes the password of a cloud container, and its keys with it: copies of the credential file on other devices are void
 * from then on, whoever has them. The new keys are kept before the Depot hears of them, so that a crash or a lost answer in
 * between locks nobody out: the same call goes on from there, with the new password.
 * @throws RuntimeRefusal PASSWORD_WRONG, and those of the Depot
 */
export async function changePassword(
  runtime: Runtime,
  depot: DepotCall,
  { old, next, serial }: PasswordWish,
): Promise<AccountFile> {
  const file = await readAccount(runtime.folder, serial)
  const present = await unlockKeys(file.keys, old)
  const nextKeys = await keysOnTheWay(file, next)
  const pending = { ...file, nextKeys: nextKeys.locked }
  await writeAccount(runtime.folder, pending)
  const account = accountOf(file, present)
  const change = (contextFile: string) => ({ credentialChange: { contextFile, ...sentKeys(nextKeys.keys) } })
  const { credentialFile = '' } = await askAs<Changed>(account, depot, runtime.now(), 'ChangeCredential', change)
  const epoch = await checkCredential(credentialFile, account.root, { ...file, keys: nextKeys.keys })
  const { nextKeys: _, ...rest } = pending
  const changed = { ...rest, epoch: Math.max(file.epoch, epoch), credential: credentialFile, keys: nextKeys.locked }
  await writeAccount(runtime.folder, changed)
  return changed
}

interface LockedKeys {
  readonly keys: CloudKeys
  readonly locked: string
}

/** Those of a change that was cut off, if the password is the same as then; else new ones. */
async function keysOnTheWay({ nextKeys }: AccountFile, password: string): Promise<LockedKeys> {
  if (nextKeys !== undefined) return { keys: await unlockKeys(nextKeys, password), locked: nextKeys }
  const keys = newCloudKeys()
  return { keys, locked: await lockKeys(keys, password) }
}
