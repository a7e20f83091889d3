import { Fault, type FaultCode, faults } from '../faults.ts'
import type { Contract } from './contract.ts'
import type { Structure } from './decoder.ts'
import { escapeText } from './escape.ts'
import type { ComplexType } from './model.ts'
import { isXmlText } from './scalars.ts'
import type { SoapFault } from './soap-fault.ts'
import { envelope, soap11, type SoapVersion } from './versions.ts'

/** Trouble of ours; everything else is for the caller's side to mend. */
const serverSide: ReadonlySet<FaultCode> = new Set<FaultCode>(['INTERNAL', 'UNAVAILABLE'])

export function isServerSide(code: FaultCode): boolean {
  return serverSide.has(code)
}

/** Writes a fault as an envelope whose detail holds one `ServiceFault` of the contract. */
export type FaultWriter = (fault: Fault, version: SoapVersion, traceId: string, operation?: string) => Buffer

/** What a contract of somebody else makes of a fault: other words, and the one element of the detail if it is not ours. */
export type FaultTranslator = (
  info: Structure,
  operation: string | undefined,
) => { readonly text: string; readonly detail: string | undefined }

/** A writer for this contract; throws when its FaultInfo cannot say what a fault says. */
export function faultWriter(contract: Contract, translate?: FaultTranslator): FaultWriter {
  const describe = faultDescriber(contract.model.fault.type)
  const write: FaultWriter = (fault, version, traceId, operation) => {
    const info = describe(fault, traceId)
    const { text, detail } = translate?.(info, operation) ?? { text: String(info['text']), detail: undefined }
    const code = isServerSide(fault.code) ? version.serverFault : version.callerFault
    return faultEnvelope(version, code, legal(text), detail ?? contract.encodeFault(info))
  }
  // Shows at the start, and not at the first fault, that the contract lets every fact be said.
  const example = new Fault('INTERNAL', 'x', { field: 'x', waitUntil: new Date(0), details: { x: 'x' } })
  write(example, soap11, 'x')
  return write
}

/** What a fault says, as the structure of the contract's FaultInfo. */
export function faultDescriber(type: ComplexType): (fault: Fault, traceId: string) => Structure {
  const list = structure(type, 'faultDetails').fields[0]
  const item = structure(type, 'faultDetails', 'faultDetail')
  return ({ code, message, facts }, traceId) => {
    const details = Object.entries(facts.details ?? {}).slice(0, list?.maxOccurs)
    return {
      code,
      text: fit(message, type, 'text'),
      field: facts.field === undefined ? undefined : fit(facts.field, type, 'field'),
      retry: faults[code].retry,
      waitUntil: facts.waitUntil,
      traceId,
      faultDetails: {
        faultDetail: details.map(([name, value]) => ({
          name: fit(name, item, 'name'),
          value: fit(value, item, 'value'),
        })),
      },
    }
  }
}

/** A fault of the SOAP protocol, without detail. */
export function writeSoapFault({ code, message }: SoapFault, version: SoapVersion): Buffer {
  return faultEnvelope(version, code, legal(message).slice(0, 1000), undefined)
}

/** SOAP 1.1 §4.4: unqualified children; SOAP 1.2 part 1 §5.4: qualified ones. */
function faultEnvelope(version: SoapVersion, code: string, text: string, detail: string | undefined): Buffer {
  const reason = escapeText(text)
  const fault =
    version.label === '1.1'
      ? `<faultcode>soap:${code}</faultcode><faultstring>${reason}</faultstring>` +
        (detail === undefined ? '' : `<detail>${detail}</detail>`)
      : `<soap:Code><soap:Value>soap:${code}</soap:Value></soap:Code>` +
        `<soap:Reason><soap:Text xml:lang="en">${reason}</soap:Text></soap:Reason>` +
        (detail === undefined ? '' : `<soap:Detail>${detail}</soap:Detail>`)
  return envelope(version, `<soap:Fault>${fault}</soap:Fault>`)
}

/** Cuts a text to what its field may hold: a fault must never fail because it says too much. */
function fit(text: string, type: ComplexType, name: string): string {
  const field = type.fields.find((each) => each.name === name)
  const length = field?.type.kind === 'simple' ? (field.type.facets.maxLength ?? Infinity) : Infinity
  const clean = legal(text)
  return clean.length <= length ? clean : legal(clean.slice(0, length))
}

/** The text with what XML cannot carry (control characters, half surrogate pairs) replaced. */
function legal(text: string): string {
  if (isXmlText(text)) return text
  return [...text].map((char) => (isXmlText(char) ? char : '\ufffd')).join('')
}

function structure(type: ComplexType, ...path: readonly string[]): ComplexType {
  let found = type
  for (const name of path) {
    const next = found.fields.find((field) => field.name === name)?.type
    if (next?.kind !== 'complex') throw new Error(`the fault ${type.name} must hold ${path.join('/')}`)
    found = next
  }
  return found
}
