import type { DepotCall } from '../depot-client.ts'
import { RuntimeRefusal } from '../refusal.ts'
import type { Runtime } from '../runtime.ts'
import { acceptInAccount, accountOf, askAs } from './account.ts'
import { changeAccount, lockKeys, readAccount, unlockKeys, type AccountFile } from './account-file.ts'
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
  await changeAccount(runtime.folder, file.serial, (now) => ({ ...now, nextKeys: nextKeys.locked }))
  const account = accountOf(runtime.folder, file, present)
  const change = (contextFile: string) => ({ credentialChange: { contextFile, ...sentKeys(nextKeys.keys) } })
  const { credentialFile = '' } = await askAs<Changed>(account, depot, runtime.now(), 'ChangeCredential', change)
  const epoch = await checkCredential(credentialFile, account.root, { ...file, keys: nextKeys.keys })
  await acceptInAccount(account, epoch, 'The credential')
  return changeAccount(runtime.folder, file.serial, ({ nextKeys: _, ...rest }) => {
    return { ...rest, credential: credentialFile, keys: nextKeys.locked }
  })
}

interface LockedKeys {
  readonly keys: CloudKeys
  readonly locked: string
}

/**
 * Those of a change that was cut off, which only its new password opens; else new ones. They are never thrown away, since the
 * Depot may have them already.
 */
async function keysOnTheWay({ nextKeys }: AccountFile, password: string): Promise<LockedKeys> {
  if (nextKeys !== undefined) {
    const keys = await unlockKeys(nextKeys, password).catch((cause: unknown) => {
      const message = 'A change of the password is under way, and its new password was another one than this.'
      const advice = 'Give the new password of that time; if it is lost, the vendor can give you a new credential.'
      throw new RuntimeRefusal('PASSWORD_WRONG', message, advice, { cause })
    })
    return { keys, locked: nextKeys }
  }
  const keys = newCloudKeys()
  return { keys, locked: await lockKeys(keys, password) }
}
