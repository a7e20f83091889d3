import { XmlDocument, XmlElement } from 'libxml2-wasm'

type Version = '1.1' | '1.2'

const envelopes = {
  '1.1': 'http://schemas.xmlsoap.org/soap/envelope/',
  '1.2': 'http://www.w3.org/2003/05/soap-envelope',
} as const

const codes = {
  '1.1': /^\w+:(?:VersionMismatch|MustUnderstand|Client|Server)$/,
  '1.2': /^\w+:(?:VersionMismatch|MustUnderstand|Sender|Receiver)$/,
}

/** ABAP shows so much of it. */
const longestFaultText = 2_000

/** An answer that was read, with what the assertions ask for. */
interface Message {
  readonly text: string
  readonly version: Version
  readonly root: XmlElement
  readonly body: XmlElement | undefined
  readonly fault: XmlElement | undefined
  readonly find: (xpath: string) => XmlElement[]
}

/**
 * What the Basic Profile 1.1 of WS-I asks of messages, by the numbers of its assertions, and what SAP's runtime needs beyond
 * them. In SOAP 1.2 the same, where it has the same things.
 */
export const messageRules: Record<string, (message: Message) => boolean> = {
  'R9980: an envelope with at most a header and exactly one body, in this order': ({ root, version }) =>
    root.name === 'Envelope' &&
    root.namespaceUri === envelopes[version] &&
    /^(?:Header,)?Body$/.test(
      elementsOf(root)
        .map(({ name }) => name)
        .join(),
    ),
  'R1008, R1009: no DTD, no processing instruction': ({ text }) => !/<!DOCTYPE|<\?(?!xml )/.test(text),
  'R1012, R4001: UTF-8, as its declaration says': ({ text }) =>
    text.startsWith('<?xml version="1.0" encoding="UTF-8"?>'),
  'R1032: no attributes on envelope, header and body': ({ root, find }) =>
    [root, ...find('soap:Header | soap:Body')].every(({ attrs }) => attrs.length === 0),
  'R1005-R1007: no encodingStyle anywhere': ({ find }) => find('//*[@soap:encodingStyle]').length === 0,
  'R1014: what the body holds has a namespace': ({ body }) =>
    elementsOf(body).every(({ namespaceUri }) => namespaceUri !== ''),
  'R2201, R2211: the body holds one element, and nothing is nil': ({ body, find }) =>
    elementsOf(body).length === 1 && find('//*[@xsi:nil]').length === 0,
  'R1027: no header that the caller would have to understand': ({ find }) => find('soap:Header/*').length === 0,
  'R1001: a fault has its own children only, without a namespace, in their order': ({ fault, version }) => {
    if (fault === undefined || version === '1.2') return true
    const children = elementsOf(fault)
    const names = children.map(({ name }) => name).join()
    return (
      /^faultcode,faultstring(?:,faultactor)?(?:,detail)?$/.test(names) &&
      children.every(({ namespaceUri }) => namespaceUri === '')
    )
  },
  'R1004, R1031: its code is one of SOAP, without a dot': ({ fault, version, find }) => {
    const [code] = find(
      version === '1.1' ? 'soap:Body/soap:Fault/faultcode' : 'soap:Body/soap:Fault/soap:Code/soap:Value',
    )
    return fault === undefined || codes[version].test(code?.content ?? '')
  },
  'R1029, R2742: its detail is the declared element, first and alone': ({ fault, version, find }) => {
    if (fault === undefined) return true
    const [detail] = find(version === '1.1' ? 'soap:Body/soap:Fault/detail' : 'soap:Body/soap:Fault/soap:Detail')
    // Faults of the envelope itself, such as MustUnderstand, have none.
    return (
      detail === undefined ||
      /^ServiceFault$/.test(
        elementsOf(detail)
          .map(({ name }) => name)
          .join(),
      )
    )
  },
  'SAP: its text is one that a user can be shown': ({ fault, find }) => {
    const [text] = find('soap:Body/soap:Fault/faultstring | soap:Body/soap:Fault/soap:Reason/soap:Text')
    return fault === undefined || ((text?.content ?? '') !== '' && (text?.content.length ?? 0) <= longestFaultText)
  },
  'SAP: prefixes are declared once, on the envelope': ({ text }) =>
    (text.match(/\sxmlns:/g) ?? []).length ===
    (/<\w+:Envelope([^>]*)>/.exec(text)?.[1]?.match(/\sxmlns:/g) ?? []).length,
}

/** The rules that an answer breaks. */
export function messageBreaches(text: string, version: Version): string[] {
  using document = XmlDocument.fromString(text)
  const root = document.root
  const find = (xpath: string) =>
    root
      .find(xpath, { soap: envelopes[version], xsi: 'http://www.w3.org/2001/XMLSchema-instance' })
      .filter((node) => node instanceof XmlElement)
  const [body] = find('soap:Body')
  const [fault] = find('soap:Body/soap:Fault')
  const message = { text, version, root, body, fault, find }
  return Object.entries(messageRules).flatMap(([rule, holds]) => (holds(message) ? [] : [rule]))
}

function elementsOf(element: XmlElement | undefined): XmlElement[] {
  return element?.find('*').filter((node) => node instanceof XmlElement) ?? []
}
