/** User name and password of HTTP Basic. */
export interface BasicCredentials {
  readonly name: string
  readonly secret: string
}

const form = /^Basic +([A-Za-z0-9+/_-]+={0,2}) *$/i

/** Reads an `Authorization` header (RFC 7617, UTF-8); undefined when it is absent or no Basic credentials. */
export function readBasic(header: string | undefined): BasicCredentials | undefined {
  const [, encoded] = form.exec(header ?? '') ?? []
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 1 ? undefined : { name: text.slice(0, colon), secret: text.slice(colon + 1) }
}
