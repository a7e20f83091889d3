/**
 * A request that never reaches an operation: wrong method, no credentials, a body that cannot be read. It is answered
 * with a status and a short plain text, never with HTML.
 */
export class HttpRefusal extends Error {
  override readonly name = 'HttpRefusal'
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, text: string, headers: Readonly<Record<string, string>> = {}) {
    super(text)
    this.status = status
    this.headers = headers
  }
}
