import type { QName } from './names.ts'

/**
 * A fault of the SOAP protocol itself, before any operation is known. It has no detail: SOAP 1.1 §4.4 keeps the detail
 * for what is wrong in the body.
 */
export class SoapFault extends Error {
  override readonly name = 'SoapFault'
  readonly code: 'VersionMismatch' | 'MustUnderstand'

  constructor(code: SoapFault['code'], text: string) {
    super(text)
    this.code = code
  }
}

export function versionMismatch(): SoapFault {
  return new SoapFault('VersionMismatch', 'the message is not a SOAP 1.1 or SOAP 1.2 envelope')
}

export function mustUnderstand(blocks: readonly QName[]): SoapFault {
  const names = blocks.map(({ namespace, name }) => `{${namespace}}${name}`).join(', ')
  return new SoapFault('MustUnderstand', `the header block ${names} is not understood here`)
}
