import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TestEnvironment } from 'jest-environment-node'
import { PKCS11 } from 'pkcs11js'
import { softhsm } from './tokens.ts'

/**
 * A test file with tokens of its own. SoftHSM finds its folder by the environment of the process, which a test cannot
 * change, since jest gives it a copy: so this does it around the file.
 */
export default class TokenEnvironment extends TestEnvironment {
  readonly #folder: string

  constructor(...args: ConstructorParameters<typeof TestEnvironment>) {
    const folder = mkdtempSync(join(tmpdir(), 'opendepot-tokens-'))
    const settings = ['objectstore.backend = file', 'log.level = ERROR', `directories.tokendir = ${folder}`]
    writeFileSync(join(folder, 'softhsm2.conf'), `${settings.join('\n')}\n`)

    process.env['SOFTHSM2_CONF'] = join(folder, 'softhsm2.conf')
    endLibrary()
    super(...args)
    this.#folder = folder
  }

  override async teardown(): Promise<void> {
    await super.teardown()
    rmSync(this.#folder, { recursive: true })
  }
}

/**
 * A library is initialised once per process, with the folder of then. What a file before this one has left open, perhaps
 * because it failed, would have the tokens of that file.
 */
function endLibrary(): void {
  const binding = new PKCS11()
  binding.load(softhsm)
  try {
    binding.C_Finalize()
  } catch {
    // It was not initialised.
  }
  binding.close()
}
