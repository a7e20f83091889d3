import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { admin } from '../admin/index.ts'
import type { AdminParts } from '../admin/parts.ts'
import type { InterfaceName } from '../config.ts'
import { bind, type AnyHandler, type Face } from '../invoke.ts'
import { sales } from '../sales/index.ts'
import type { SalesParts } from '../sales/parts.ts'
import { loadContract, type Contract } from '../soap/contract.ts'
import { packageRoot } from '../version.ts'

/** What the operations of all interfaces are given. */
export type OperationParts = SalesParts & AdminParts

const handlers: Partial<Record<InterfaceName, (parts: OperationParts) => ReadonlyMap<string, AnyHandler>>> = {
  sales: (parts) => bind(sales, parts),
  admin: (parts) => bind(admin, parts),
}

/** One interface, ready to be served: its contract and its operations. */
export type ContractedFace = Face & { readonly contract: Contract }

/**
 * Reads the WSDL of an interface and puts its operations behind it.
 * @throws Error when the WSDL cannot be compiled, or has an operation without a handler
 */
export function faceOf(name: InterfaceName, parts: OperationParts): ContractedFace {
  const contract = loadContract(readFileSync(join(packageRoot, 'wsdl', `${name}.wsdl`), 'utf8'))
  const bound = handlers[name]?.(parts) ?? new Map<string, AnyHandler>()
  if (name === 'depot') return { name, contract, handlers: bound, isWrite: () => true }
  const missing = [...contract.operations.keys()].filter((operation) => !bound.has(operation))
  if (missing.length > 0) throw new Error(`${name}.wsdl has operations without a handler: ${missing.join(', ')}`)
  return {
    name,
    contract,
    handlers: bound,
    isWrite: (operation) => contract.operations.get(operation)?.isWrite ?? true,
  }
}
