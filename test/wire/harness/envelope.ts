/** The two versions of SOAP as a client sees them. */
export const versions = ['1.1', '1.2'] as const
export type Version = (typeof versions)[number]

const namespaces = {
  '1.1': 'http://schemas.xmlsoap.org/soap/envelope/',
  '1.2': 'http://www.w3.org/2003/05/soap-envelope',
} as const

export const mediaTypes = { '1.1': 'text/xml', '1.2': 'application/soap+xml' } as const

/** The same request in SOAP 1.2: only the namespace of the envelope differs. */
export function inVersion(request: string, version: Version): string {
  return request.replaceAll(namespaces['1.1'], namespaces[version])
}

/** Headers of a request; the action goes where its version has it. */
export function soapHeaders(version: Version, action: string): Record<string, string> {
  const type = `${mediaTypes[version]}; charset=utf-8`
  if (version === '1.1') return { 'content-type': type, soapaction: `"${action}"` }
  return { 'content-type': `${type}; action="${action}"` }
}

/** A value as JSON has it, as the elements of a message: members in their order, a list as its element repeated. */
export type Value = string | number | boolean | readonly Value[] | Members

export interface Members {
  readonly [name: string]: Value
}

export function requestOf(namespace: string, operation: string, input: Members): string {
  const body = `<${operation} xmlns="${namespace}">${membersOf(input)}</${operation}>`
  return `<s:Envelope xmlns:s="${namespaces['1.1']}"><s:Body>${body}</s:Body></s:Envelope>`
}

function membersOf(members: Members): string {
  return Object.entries(members)
    .map(([name, value]) => elementOf(name, value))
    .join('')
}

function elementOf(name: string, value: Value): string {
  if (Array.isArray(value)) return value.map((each: Value) => elementOf(name, each)).join('')
  return `<${name}>${typeof value === 'object' ? membersOf(value as never) : escaped(String(value))}</${name}>`
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

export function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

/** The texts of all elements of a name, in their order. */
export function textsOf(xml: string, name: string): string[] {
  const elements = xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))
  return [...elements].map(([, text = '']) => unescaped(text))
}

/** The code of the fault in an answer, undefined when it is none. */
export function faultCodeOf(answer: string): string | undefined {
  return answer.includes('<soap:Fault>') ? textsOf(answer, 'code')[0] : undefined
}
