/**
 * Settings of servers that many tests ask from one address, and often in vain, on a machine that may be busy; a test of a
 * limit gives its own.
 */
export const undefended = {
  OVERLOAD_MS: '0',
  RATE_CLIENT: '0',
  RATE_ADDRESS: '0',
  RATE_NETWORK: '0',
  ATTEMPTS_ADDRESS: '1000000',
  ATTEMPTS_NETWORK: '1000000',
  ATTEMPTS_TICKET: '1000000',
}

/** With these a server goes by its defaults again: an empty setting is none. */
export const defended = Object.fromEntries(Object.keys(undefended).map((name) => [name, '']))
