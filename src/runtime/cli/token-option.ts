import { readTokenUri, type TokenAddress } from '../../pkcs11/uri.ts'
import { TokenHome } from '../token-home.ts'
import { readText, UsageError } from './command.ts'
import type { Surroundings } from './surroundings.ts'

type Chosen = Partial<TokenAddress> & { readonly name?: string | undefined }

/**
 * The token that `--token` names: by label or serial number, where OPENDEPOT_PKCS11 is the library of the token; or by a
 * PKCS#11 URI, which has all in it. The PIN is never a word of the command line, where everybody on the machine can see it.
 */
export async function tokenFor(token: string | undefined, surroundings: Surroundings): Promise<TokenHome | undefined> {
  if (token === undefined || token === '') return undefined
  const { environment, random } = surroundings
  const { name, label, serial, ...chosen } = read(token)
  const modulePath = chosen.modulePath ?? environment['OPENDEPOT_PKCS11']
  if (modulePath === undefined || modulePath === '') {
    throw new UsageError(
      'Say which library drives the token: OPENDEPOT_PKCS11=PATH, for example /usr/lib/x86_64-linux-gnu/opensc-pkcs11.so.',
    )
  }
  const pin = await pinOf(chosen, token, surroundings)
  return new TokenHome({ modulePath, name, label, serial, pin }, random)
}

function read(token: string): Chosen {
  if (!token.startsWith('pkcs11:')) return { name: token }
  try {
    return readTokenUri(token)
  } catch (cause) {
    throw new UsageError(`The pkcs11: URI ${(cause as Error).message}.`, { cause })
  }
}

async function pinOf({ pin, pinFile }: Chosen, token: string, { environment, secret }: Surroundings): Promise<string> {
  const given = pin ?? environment['OPENDEPOT_TOKEN_PIN']
  if (given !== undefined && given !== '') return given
  const file = pinFile ?? environment['OPENDEPOT_TOKEN_PIN_FILE']
  if (file !== undefined && file !== '') return (await readText(file)).trimEnd()
  if (secret !== undefined) return secret(`PIN of token ${token}: `)
  throw new UsageError('Give the PIN of the token: OPENDEPOT_TOKEN_PIN, or a file with it in OPENDEPOT_TOKEN_PIN_FILE.')
}
