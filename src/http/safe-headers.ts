import type { ServerResponse } from 'node:http'

/** Nothing of ours is to be kept by a cache, guessed to be of another type, framed, or to load anything. */
export const headersOfAll: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** A year: whoever came by TLS once comes by TLS from then on (RFC 6797). Without TLS the header means nothing. */
const transportSecurity = 'max-age=31536000'

/** Puts the headers on an answer that every answer has. What is sent later may replace them. */
export function addSafeHeaders(response: ServerResponse, isSecure: boolean): void {
  for (const [name, value] of Object.entries(headersOfAll)) response.setHeader(name, value)
  if (isSecure) response.setHeader('strict-transport-security', transportSecurity)
}
