import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { admin } from '../admin/index.ts'
import type { AdminParts } from '../admin/parts.ts'
import type { InterfaceName } from '../config.ts'
import { importHere } from '../depot/import-here.ts'
import { depot } from '../depot/index.ts'
import type { DepotParts } from '../depot/parts.ts'
import type { ServeHere } from '../delivery/serve-here.ts'
import { rehearsal } from '../depot/rehearse-activation.ts'
import { serveHere } from '../depot/serve-here.ts'
import { bind, type AnyHandler, type Face } from '../invoke.ts'
import { sales } from '../sales/index.ts'
import type { SalesParts } from '../sales/parts.ts'
import { loadContract, type Contract } from '../soap/contract.ts'
import { packageRoot } from '../version.ts'

/** What the operations of all interfaces are given; not every node signs. */
export type OperationParts = Omit<SalesParts, 'rehearse' | 'serveHere'> &
  AdminParts &
  Omit<DepotParts, 'box' | 'importHere'> &
  Partial<Pick<DepotParts, 'box'>>

const handlers: Readonly<Record<InterfaceName, (parts: OperationParts) => ReadonlyMap<string, AnyHandler>>> = {
  sales: (parts) =>
    bind(sales, {
      ...parts,
      rehearse: rehearsal(parts),
      serveHere: serving(parts),
      signing: parts.box && signing(parts),
    }),
  depot: (parts) => bind(depot, signing(parts)),
  admin: (parts) => bind(admin, parts),
}

/** What waits for a container that lives here is done by the Depot, whoever decided it. */
function serving({ catalogue }: Pick<OperationParts, 'catalogue'>): ServeHere {
  return (tx, call, place) => serveHere(tx, call, catalogue, place)
}

function signing({ box, ...parts }: OperationParts): DepotParts {
  if (box === undefined) throw new Error('the Depot Interface needs a Firm Security Box')
  return { ...parts, box, importHere }
}

/** The WSDL of an interface, read and compiled. */
export function contractFor(name: InterfaceName): Contract {
  return loadContract(readFileSync(join(packageRoot, 'wsdl', `${name}.wsdl`), 'utf8'))
}

/** One interface, ready to be served: its contract and its operations. */
export type ContractedFace = Face & { readonly contract: Contract }

/**
 * Reads the WSDL of an interface and puts its operations behind it.
 * @throws Error when the WSDL cannot be compiled, or has an operation without a handler
 */
export function faceOf(name: InterfaceName, parts: OperationParts): ContractedFace {
  const contract = contractFor(name)
  const bound = handlers[name](parts)
  const missing = [...contract.operations.keys()].filter((operation) => !bound.has(operation))
  if (missing.length > 0) throw new Error(`${name}.wsdl has operations without a handler: ${missing.join(', ')}`)
  return {
    name,
    contract,
    handlers: bound,
    isWrite: (operation) => contract.operations.get(operation)?.isWrite ?? true,
  }
}
