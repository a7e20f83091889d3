import { Fault } from '../faults.ts'
import type { QName } from './names.ts'
import { limitExceeded, shown } from './problems.ts'
import type { XmlReader } from './reader.ts'
import { readSecurity, SECURITY_NAMESPACE, type UsernameToken } from './username-token.ts'
import { type SoapVersion, soapVersions } from './versions.ts'

/** What the header of a message says that matters to us. */
export interface HeaderFacts {
  /** The message id as written: SAP's, else that of WS-Addressing. */
  messageId: string | undefined
  /** wsa:Action, which must not name another operation than the body. */
  action: string | undefined
  usernameToken: UsernameToken | undefined
  /** Blocks for us with mustUnderstand that we do not know. */
  notUnderstood: QName[]
}

/** WS-Addressing 1.0 and the older submission that SAP and WSE clients still send, with their address for "answer here". */
const addressing: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'http://www.w3.org/2005/08/addressing',
    ['http://www.w3.org/2005/08/addressing/anonymous', 'http://www.w3.org/2005/08/addressing/none'],
  ],
  [
    'http://schemas.xmlsoap.org/ws/2004/08/addressing',
    ['http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous'],
  ],
])

/** Reads the blocks of the Header element that the reader has just opened, up to its end. */
export function readHeader(reader: XmlReader, version: SoapVersion, limit: number): HeaderFacts {
  const facts: HeaderFacts = { messageId: undefined, action: undefined, usernameToken: undefined, notUnderstood: [] }
  let sapMessageId: string | undefined
  for (let count = 1; reader.open(); count++) {
    if (count > limit) throw limitExceeded('headerBlocks', limit, `the message has more than ${limit} header blocks`)
    const { namespace, name } = reader
    if (namespace === '') throw new Fault('INVALID_REQUEST', `Header/${name}: a header block needs a namespace`)
    // A second body, for whoever looks for one by its name only.
    if (soapVersions.some((each) => each.namespace === namespace)) {
      throw new Fault('INVALID_REQUEST', `Header/${name}: a header block must not be of the envelope's namespace`)
    }
    const mustUnderstand = isMandatory(reader, version)
    let isKnown = true
    if (!isForUs(reader, version)) reader.skip()
    else if (isSapMessageId(namespace, name)) sapMessageId = idText(reader, sapMessageId)
    else if (namespace === SECURITY_NAMESPACE && name === 'Security') isKnown = readSecurity(reader, facts)
    else isKnown = readAddressing(reader, facts)
    if (mustUnderstand && !isKnown) facts.notUnderstood.push({ namespace, name })
  }
  facts.messageId = sapMessageId ?? facts.messageId
  return facts
}

/** Of two actions, whoever stands before us may look at the one and we at the other. */
function onlyAction(action: string, before: string | undefined): string {
  if (before === undefined || before === action) return action
  throw new Fault('INVALID_REQUEST', 'Header/Action: there must not be two that differ')
}

/** Reads a message id; one that was read before goes first. */
function idText(reader: XmlReader, before: string | undefined): string | undefined {
  const id = reader.content().trim()
  return before ?? (id || undefined)
}

/** `{http://www.sap.com/webas/640/soap/features/messageId/}messageId`, in whichever release and spelling. */
function isSapMessageId(namespace: string, name: string): boolean {
  return name.toLowerCase() === 'messageid' && /^(?:https?:\/\/|urn:)?(?:[\w-]+\.)*sap[.-]com[:/]/.test(namespace)
}

/** Only the envelope's own attribute counts, and only on a block for us. */
function isMandatory(reader: XmlReader, version: SoapVersion): boolean {
  const written = attribute(reader, version, 'mustUnderstand') ?? '0'
  const value = version.mustUnderstand.get(written)
  if (value === undefined) {
    throw new Fault('INVALID_REQUEST', `Header/${reader.name}: mustUnderstand ${shown(written)} is not 0 or 1`)
  }
  return value && isForUs(reader, version)
}

function isForUs(reader: XmlReader, version: SoapVersion): boolean {
  return version.ourRoles.includes(attribute(reader, version, version.roleAttribute) ?? '')
}

function attribute(reader: XmlReader, version: SoapVersion, name: string): string | undefined {
  return reader.attributes.find((each) => each.name === name && each.namespace === version.namespace)?.value
}

/** Reads a block of WS-Addressing. False: it is another block, or one that we do not know. */
function readAddressing(reader: XmlReader, facts: HeaderFacts): boolean {
  const { namespace, name } = reader
  const here = addressing.get(namespace)
  if (here !== undefined) {
    switch (name) {
      case 'MessageID':
        facts.messageId = idText(reader, facts.messageId)
        return true
      case 'Action':
        facts.action = onlyAction(reader.content().trim(), facts.action)
        return true
      case 'ReplyTo':
      case 'FaultTo':
        checkAddress(reader, name, here)
        return true
      case 'To':
      case 'From':
      case 'RelatesTo':
        reader.skip()
        return true
    }
  }
  reader.skip()
  return false
}

/** An answer goes back on the same connection. This server never connects to an address from a message. */
function checkAddress(reader: XmlReader, block: string, here: readonly string[]): void {
  const { namespace } = reader
  while (reader.open()) {
    if (reader.namespace !== namespace || reader.name !== 'Address') reader.skip()
    else if (!here.includes(reader.content().trim())) {
      throw new Fault('INVALID_REQUEST', `Header/${block}: only the anonymous address is supported`)
    }
  }
}
