import { readFileSync } from 'node:fs'
import type { DepotOperations } from '../../../src/contract/depot.ts'
import type { SalesOperations } from '../../../src/contract/sales.ts'
import { loadContract } from '../../../src/soap/contract.ts'

const contractOf = (name: string) =>
  loadContract(readFileSync(new URL(`../../../wsdl/${name}.wsdl`, import.meta.url), 'utf8'))

const contracts = { sales: contractOf('sales'), depot: contractOf('depot') }

interface Operations {
  sales: SalesOperations
  depot: DepotOperations
}

/** The envelope of a request, checked against the contract. */
export function envelope<Face extends keyof Operations, Name extends keyof Operations[Face] & string>(
  face: Face,
  operation: Name,
  input: Operations[Face][Name] extends { input: infer Input } ? Input : never,
): string {
  const body = contracts[face].operations.get(operation)?.encodeRequest(input)
  if (body === undefined) throw new Error(`${face} has no operation ${operation}`)
  return `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${body}</s:Body></s:Envelope>`
}

/** The text of the first element of this name in an answer; enough for elements that hold text only. */
export function textOf(answer: string, element: string): string | undefined {
  return new RegExp(`<(?:\\w+:)?${element}>([^<]*)<`).exec(answer)?.[1]
}
