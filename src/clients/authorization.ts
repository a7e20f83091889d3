/** Name and secret of an API client, and how they were sent. */
export interface SentSecret {
  readonly way: 'basic' | 'bearer' | 'password'
  readonly name: string
  readonly secret: string
}

const basicForm = /^Basic +([A-Za-z0-9+/_-]+={0,2}) *$/i
/** The secret has no dot, and a name may have several. */
const bearerForm = /^Bearer +([^ ]+)\.([^ .]*) *$/i

/**
 * Reads an `Authorization` header: HTTP Basic (RFC 7617, UTF-8), or `Bearer NAME.SECRET`. Undefined when it holds
 * neither.
 */
export function readAuthorization(header: string): SentSecret | undefined {
  const [, bearerName, bearerSecret] = bearerForm.exec(header) ?? []
  if (bearerName !== undefined && bearerSecret !== undefined) {
    return { way: 'bearer', name: bearerName, secret: bearerSecret }
  }
  const [, encoded] = basicForm.exec(header) ?? []
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 1 ? undefined : { way: 'basic', name: text.slice(0, colon), secret: text.slice(colon + 1) }
}
