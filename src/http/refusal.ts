/**
 * A request that never reaches an operation: wrong method, no credentials, a body that cannot be read. It is answered
 * with a status and a short plain text, never with HTML.
 */
export class HttpRefusal {
  readonly status: number
  readonly text: string
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, text: string, headers: Readonly<Record<string, string>> = {}) {
    this.status = status
    this.text = text
    this.headers = headers
  }
}
