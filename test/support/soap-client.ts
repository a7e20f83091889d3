import { readFileSync } from 'node:fs'
import type { AdminOperations } from '../../src/contract/admin.ts'
import type { DepotOperations } from '../../src/contract/depot.ts'
import type { FaultInfo, SalesOperations } from '../../src/contract/sales.ts'
import { Fault, type FaultCode } from '../../src/faults.ts'
import { type Contract, loadContract } from '../../src/soap/contract.ts'
import { compileDecoder, type Decoder } from '../../src/soap/decoder.ts'
import { defaultLimits } from '../../src/soap/limits.ts'
import { XmlReader } from '../../src/soap/reader.ts'

/** The operations of each interface by the name of its WSDL. */
export interface Interfaces {
  sales: SalesOperations
  depot: DepotOperations
  admin: AdminOperations
}

export type InterfaceName = keyof Interfaces

export type OperationOf<Face extends InterfaceName> = keyof Interfaces[Face] & string

export type InputOf<Face extends InterfaceName, Name extends OperationOf<Face>> = Interfaces[Face][Name] extends {
  input: infer Input
}
  ? Input
  : never

export type ResultOf<Face extends InterfaceName, Name extends OperationOf<Face>> = Interfaces[Face][Name] extends {
  output: { result: infer Result }
}
  ? Result
  : never

export const contracts: Readonly<Record<InterfaceName, Contract>> = {
  sales: contractOf('sales'),
  depot: contractOf('depot'),
  admin: contractOf('admin'),
}

function contractOf(name: InterfaceName): Contract {
  return loadContract(readFileSync(new URL(`../../wsdl/${name}.wsdl`, import.meta.url), 'utf8'))
}

/** The envelope of a request, checked against the contract. */
export function envelope<Face extends InterfaceName, Name extends OperationOf<Face>>(
  face: Face,
  operation: Name,
  input: InputOf<Face, Name>,
): string {
  const body = contracts[face].operations.get(operation)?.encodeRequest(input)
  if (body === undefined) throw new Error(`${face} has no operation ${operation}`)
  return `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${body}</s:Body></s:Envelope>`
}

/** Sends an envelope to a server, and gives the text of what it answers. */
export async function post(
  url: string,
  face: InterfaceName,
  message: string,
  authorization?: string,
): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(`${url}/soap/${face}`, {
    method: 'POST',
    headers: {
      'content-type': 'text/xml; charset=utf-8',
      // So that whoever stands between can read it.
      'accept-encoding': 'identity',
      ...(authorization !== undefined && { authorization }),
    },
    body: message,
  })
  return { status: response.status, text: await response.text() }
}

const limits = { ...defaultLimits, textLength: 8 * 1024 * 1024 }
const decoders = new Map<string, Decoder>()

/**
 * What an answer in SOAP 1.1 tells, with the types of the contract.
 * @throws Fault the fault that it is, as if it had been thrown here
 */
export function readAnswer<Face extends InterfaceName, Name extends OperationOf<Face>>(
  face: Face,
  operation: Name,
  text: string,
): ResultOf<Face, Name> {
  const { operations, model, namespace } = contracts[face]
  const reader = new XmlReader(text, limits)
  reader.root()
  reader.open()
  reader.open()
  if (reader.name === 'Fault') throw readFault(face, reader)
  const key = `${face} ${operation}`
  const output = operations.get(operation)?.model.output
  if (output === undefined) throw new Error(`${model.service} has no operation ${operation}`)
  const decode = decoders.get(key) ?? compileDecoder(output, namespace)
  decoders.set(key, decode)
  return decode(reader)['result'] as ResultOf<Face, Name>
}

function readFault(face: InterfaceName, reader: XmlReader): Fault {
  const { model, namespace } = contracts[face]
  while (reader.open() && reader.name !== 'detail') reader.skip()
  if (!reader.open()) throw new Error('a fault without detail')
  const { code, text, field, waitUntil, faultDetails } = compileDecoder(
    model.fault,
    namespace,
  )(reader) as unknown as FaultInfo
  return new Fault(code as FaultCode, text, {
    ...(field !== undefined && { field }),
    ...(waitUntil !== undefined && { waitUntil }),
    details: Object.fromEntries(faultDetails.faultDetail.map(({ name, value }) => [name, value])),
  })
}

/** Calls an operation over SOAP. */
export type SoapCall = <Face extends InterfaceName, Name extends OperationOf<Face>>(
  face: Face,
  operation: Name,
  input: InputOf<Face, Name>,
) => Promise<ResultOf<Face, Name>>

/** A client of the server at this address; `authorization` is the HTTP header of that name. */
export function soapClient(url: string, authorization?: string): SoapCall {
  return async (face, operation, input) => {
    const { text } = await post(url, face, envelope(face, operation, input), authorization)
    return readAnswer(face, operation, text)
  }
}
