/** What a PKCS#11 URI (RFC 7512) says of a token. */
export interface TokenAddress {
  /** Path of the library of the token. */
  readonly modulePath: string
  /** Label of the token. */
  readonly label?: string | undefined
  readonly serial?: string | undefined
  readonly pin?: string | undefined
  /** Path of a file that holds the PIN. */
  readonly pinFile?: string | undefined
}

const attributes = ['token', 'serial', 'module-path', 'pin-value', 'pin-source'] as const
type Attribute = (typeof attributes)[number]

/**
 * Reads a PKCS#11 URI: `pkcs11:token=Depot?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/run/secrets/pin`.
 * Attributes that would name one key are refused, since keys are found by the firm code.
 * @throws Error which says what it has to be
 */
export function readTokenUri(text: string): TokenAddress {
  const [, path, query = ''] = /^pkcs11:([^?]*)(?:\?(.*))?$/.exec(text) ?? []
  if (path === undefined) throw new Error("has to begin with 'pkcs11:'")
  const given = new Map([...path.split(';'), ...query.split('&')].filter((part) => part !== '').map(readPart))
  const modulePath = given.get('module-path')
  if (modulePath === undefined) throw new Error('needs module-path=…, the path of the library of the token')
  const pinSource = given.get('pin-source')
  return {
    modulePath,
    label: given.get('token'),
    serial: given.get('serial'),
    pin: given.get('pin-value'),
    pinFile: pinSource?.replace(/^file:(\/\/(?=\/))?/, ''),
  }
}

/** The URI as it may be shown. */
export function maskTokenUri(text: string, mask: string): string {
  return text.replace(/(pin-value=)[^&;]*/, `$1${mask}`)
}

function readPart(part: string): [Attribute, string] {
  const at = part.indexOf('=')
  const name = attributes.find((known) => known === part.slice(0, at))
  // Its value may be a PIN whose name was mistyped.
  const shown = at < 0 ? 'a part without =' : `'${part.slice(0, at)}='`
  if (name === undefined) throw new Error(`${shown} is none of ${attributes.join('=, ')}=`)
  try {
    return [name, decodeURIComponent(part.slice(at + 1))]
  } catch {
    throw new Error(`the value of ${name} is not percent-encoded rightly`)
  }
}
