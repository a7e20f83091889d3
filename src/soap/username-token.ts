import { Fault } from '../faults.ts'
import type { XmlReader } from './reader.ts'

export const SECURITY_NAMESPACE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd'
const UTILITY_NAMESPACE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd'

/** A WS-Security UsernameToken as it was sent. The kernel reads it and verifies nothing. */
export interface UsernameToken {
  username: string
  password: string | undefined
  /** The URI of the password's form: `...#PasswordText` or `...#PasswordDigest`; absent means text. */
  passwordType: string | undefined
  nonce: string | undefined
  created: string | undefined
}

/**
 * Reads a wsse:Security block. False when it holds more than a UsernameToken and a Timestamp: signatures and encryption
 * are not understood, and saying so matters to a client that insists.
 */
export function readSecurity(reader: XmlReader, facts: { usernameToken: UsernameToken | undefined }): boolean {
  let isKnown = true
  while (reader.open()) {
    if (reader.namespace === SECURITY_NAMESPACE && reader.name === 'UsernameToken') {
      if (facts.usernameToken !== undefined) throw twice('UsernameToken')
      facts.usernameToken = readUsernameToken(reader)
    } else {
      isKnown &&= reader.namespace === UTILITY_NAMESPACE && reader.name === 'Timestamp'
      reader.skip()
    }
  }
  return isKnown
}

function readUsernameToken(reader: XmlReader): UsernameToken {
  const token: UsernameToken = {
    username: '',
    password: undefined,
    passwordType: undefined,
    nonce: undefined,
    created: undefined,
  }
  const seen = new Set<string>()
  while (reader.open()) {
    const { name, namespace } = reader
    if (single.has(name) && seen.has(name)) throw twice(name)
    seen.add(name)
    if (namespace === SECURITY_NAMESPACE && name === 'Username') token.username = reader.content()
    else if (namespace === SECURITY_NAMESPACE && name === 'Password') {
      token.passwordType = reader.attributes.find((each) => each.name === 'Type' && each.namespace === '')?.value
      token.password = reader.content()
    } else if (namespace === SECURITY_NAMESPACE && name === 'Nonce') token.nonce = reader.content()
    else if (namespace === UTILITY_NAMESPACE && name === 'Created') token.created = reader.content()
    else reader.skip()
  }
  return token
}

const single: ReadonlySet<string> = new Set(['Username', 'Password', 'Nonce', 'Created'])

/** Whoever reads the first and whoever reads the last would see two different senders. */
function twice(name: string): Fault {
  return new Fault('INVALID_REQUEST', `Header/Security: it must hold one ${name} at most`)
}
