/** What differs between SOAP 1.1 and SOAP 1.2 on the wire. */
export interface SoapVersion {
  readonly label: '1.1' | '1.2'
  readonly namespace: string
  readonly mediaType: string
  /** The fault code for a mistake of the caller, and for trouble of ours. */
  readonly callerFault: string
  readonly serverFault: string
  /** The attribute that says whom a header block is for, and the values that mean us. */
  readonly roleAttribute: string
  readonly ourRoles: readonly string[]
  /** The values of mustUnderstand, as far as they are legal (SOAP 1.1: WS-I BP R1013). */
  readonly mustUnderstand: ReadonlyMap<string, boolean>
}

export const soap11: SoapVersion = {
  label: '1.1',
  namespace: 'http://schemas.xmlsoap.org/soap/envelope/',
  mediaType: 'text/xml',
  callerFault: 'Client',
  serverFault: 'Server',
  roleAttribute: 'actor',
  ourRoles: ['', 'http://schemas.xmlsoap.org/soap/actor/next'],
  mustUnderstand: new Map([
    ['0', false],
    ['1', true],
  ]),
}

export const soap12: SoapVersion = {
  label: '1.2',
  namespace: 'http://www.w3.org/2003/05/soap-envelope',
  mediaType: 'application/soap+xml',
  callerFault: 'Sender',
  serverFault: 'Receiver',
  roleAttribute: 'role',
  ourRoles: [
    '',
    'http://www.w3.org/2003/05/soap-envelope/role/next',
    'http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver',
  ],
  mustUnderstand: new Map([
    ['0', false],
    ['1', true],
    ['false', false],
    ['true', true],
  ]),
}

export const soapVersions = [soap11, soap12] as const

/** The envelope around a body, in UTF-8. */
export function envelope(version: SoapVersion, body: string): Buffer {
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<soap:Envelope xmlns:soap="${version.namespace}"><soap:Body>${body}</soap:Body></soap:Envelope>`,
  )
}
