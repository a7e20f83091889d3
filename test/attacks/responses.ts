/** One answer as it was on the wire. */
export interface Response {
  readonly status: number
  /** Status line and headers. */
  readonly head: string
  readonly body: string
}

/** The answers in what a server sent on one connection; those of 1xx are left out. */
export function readResponses(text: string): Response[] {
  const responses: Response[] = []
  let rest = text
  // An answer that was cut off is none.
  while (rest.startsWith('HTTP/1.1 ')) {
    const end = rest.indexOf('\r\n\r\n')
    if (end < 0) break
    const head = rest.slice(0, end)
    const status = Number(head.slice(9, 12))
    const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0)
    if (rest.length < end + 4 + length) break
    if (status >= 200) responses.push({ status, head, body: rest.slice(end + 4, end + 4 + length) })
    rest = rest.slice(end + 4 + length)
  }
  return responses
}
