import type { Config } from './config.ts'
import { openKeyFiles } from './signing/key-files.ts'
import type { KeyStorage } from './signing/key-storage.ts'

/**
 * Opens what the configuration says of the private keys of the firm codes.
 * @throws UserError when it cannot be opened as configured
 */
export async function openSigner({ dataDir, firmPassphrase }: Config): Promise<KeyStorage> {
  return openKeyFiles(dataDir, firmPassphrase)
}
