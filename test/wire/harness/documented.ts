import { readFileSync } from 'node:fs'
import { faults } from '../../../src/faults.ts'

export const services = ['Sales', 'Depot', 'Admin'] as const
export type Service = (typeof services)[number]

/** What the WSDL says in its documentation about the faults of an interface. */
export interface DocumentedFaults {
  readonly service: Service
  /** Given by any operation. */
  readonly common: readonly string[]
  /** Given by each operation beside these. */
  readonly operations: ReadonlyMap<string, readonly string[]>
}

export function wsdlOf(service: Service): string {
  return readFileSync(new URL(`../../../wsdl/${service.toLowerCase()}.wsdl`, import.meta.url), 'utf8')
}

/** Reads the sentences "Faults: A, B." of the operations, and the list of common ones of the port type. */
export function documentedFaults(service: Service): DocumentedFaults {
  const [portType = ''] = /<wsdl:portType[\s\S]*<\/wsdl:portType>/.exec(wsdlOf(service)) ?? []
  const [head = '', ...operations] = portType.split('<wsdl:operation ')
  return {
    service,
    common: codesIn(head),
    operations: new Map(
      operations.map((text) => [
        /name="(\w+)"/.exec(text)?.[1] ?? '',
        codesIn(/Faults:([^.]*)\./.exec(text)?.[1] ?? ''),
      ]),
    ),
  }
}

function codesIn(text: string): string[] {
  return (text.match(/\b[A-Z_]+\b/g) ?? []).filter((word) => word in faults)
}
