import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Where Debian puts SoftHSM, a token in software. */
export const softhsm = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib64/pkcs11/libsofthsm2.so'].find(existsSync) ?? ''

export const pin = '4711-secret'

/** Makes a token, before the library is opened. The file has to run in `token-environment.ts`. */
export function makeToken(label: string): void {
  const args = ['--init-token', '--free', '--label', label, '--so-pin', '0815-secret', '--pin', pin]
  const { status, stderr, stdout } = spawnSync('softhsm2-util', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`softhsm2-util: ${stderr}${stdout}`)
}
