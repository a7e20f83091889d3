import { readFileSync } from 'node:fs'
import type { Config } from './config.ts'
import { KeyFiles, openKeyFiles } from './signing/key-files.ts'
import type { KeyStorage } from './signing/key-storage.ts'
import { TokenKeys } from './signing/token-keys.ts'
import { UserError } from './user-error.ts'

type SignerConfig = Pick<Config, 'dataDir' | 'firmPassphrase' | 'signer' | 'signerPin'>

/**
 * Opens what the configuration says of the private keys of the firm codes: a token if it names one, else key files.
 * @throws UserError when it cannot be opened as configured
 */
export async function openSigner(config: SignerConfig): Promise<KeyStorage> {
  const { dataDir, firmPassphrase, signer } = config
  if (signer === undefined) return openKeyFiles(dataDir, firmPassphrase)
  const keys = new TokenKeys({ ...signer, pin: pinOf(config) }, new KeyFiles(dataDir, firmPassphrase))
  await keys.tryOut()
  return keys
}

function pinOf({ signer, signerPin }: SignerConfig): string {
  const pin = signerPin ?? signer?.pin ?? (signer?.pinFile && readPin(signer.pinFile))
  if (pin !== undefined) return pin
  throw new UserError(
    'SIGNER names a token without its PIN: set SIGNER_PIN or SIGNER_PIN_FILE, or add pin-source=file:…',
  )
}

function readPin(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '')
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? 'unknown error'
    throw new UserError(`The file ${path} with the PIN of SIGNER cannot be read (${why})`)
  }
}
