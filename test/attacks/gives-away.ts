import type { Response } from './responses.ts'

/** What an attacker would like to know and an answer must not tell. */
const inside = [
  /\n\s+at /,
  /node_modules|\.[jt]s:\d|node:internal/,
  /(?:Type|Range|Reference|Syntax)Error|Cannot read prop|is not a function/,
  /\/(?:tmp|work|home|root|etc|usr)\//,
  /sqlite|typeorm|better-sqlite3|SELECT |INSERT /i,
  /^(?:server|x-powered-by|via):/im,
  /<code>INTERNAL</,
]

/** What of it this answer tells. */
export function givesAway({ head, body }: Response): string[] {
  // A contract says what it is.
  const text = body.includes('<wsdl:definitions') ? head : `${head}\n${body}`
  return inside.flatMap((pattern) => pattern.exec(text)?.[0] ?? [])
}
