import { readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { ItemPath } from '../domain/item-problem.ts'
import type { ShadowSettings } from '../shadow/options.ts'
import { shadowShape } from '../shadow/settings.ts'
import { Fault } from '../faults.ts'
import { decodeText } from '../soap/charset.ts'
import type { Contract } from '../soap/contract.ts'
import { type ForeignContract, loadForeignContract } from '../soap/foreign/contract.ts'
import { UserError } from '../user-error.ts'
import { type Mistake, readYaml } from '../yaml-file/document.ts'
import { type MappingFile, readMapping } from './mapping-file.ts'
import { FacadeMistakes, meant } from './mistakes.ts'
import { compileOperation, type FaceOperation, type Reachable } from './operation.ts'

/** A WSDL of somebody else, with what does its work: everything that serving it takes. */
export interface OtherFace {
  /** As logs call it: the name of the mapping file without its ending. */
  readonly name: string
  readonly path: string
  /** Whose callers may come: those of Sales have an account; a face of the Depot alone needs none. */
  readonly access: Reachable
  readonly contract: ForeignContract
  /** By their names in the WSDL. */
  readonly operations: ReadonlyMap<string, FaceOperation>
  readonly wsdlFile: string
  readonly shadow: ShadowSettings | undefined
}

export interface FacePlan {
  readonly contracts: Readonly<Record<Reachable, Contract>>
  /** `TIME_ZONE`, in which dates without a zone are meant. */
  readonly timeZone: string
  /** Where a shadow has its credentials from. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * Reads a mapping and its WSDL, and checks both completely.
 * @throws FacadeMistakes with every gap and its line
 * @throws UserError when a file cannot be read or the WSDL cannot be served
 */
export function loadFace(file: string, plan: FacePlan): OtherFace {
  const written = readYaml(readText(file))
  const mistakes: Mistake[] = [...written.mistakes]
  const tell = (path: ItemPath, text: string) => void mistakes.push(written.mistakeAt(path, text))
  const mapping = mistakes.length > 0 ? undefined : readMapping(written.value, tell)
  if (mapping === undefined) throw new FacadeMistakes(file, mistakes)
  const wsdlFile = resolve(dirname(file), mapping.wsdl)
  const contract = contractOf(wsdlFile, mapping, plan)
  const operations = operationsOf(contract, mapping, { ...plan, tell })
  const shadow =
    mapping.shadow === undefined ? undefined : shadowShape(contract.model, plan.env)(mapping.shadow, ['shadow'], tell)
  if (mistakes.length > 0) throw new FacadeMistakes(file, mistakes)
  return {
    name: basename(file).replace(/\.ya?ml$/, ''),
    path: mapping.path,
    access: [...operations.values()].some(({ face }) => face === 'sales') ? 'sales' : 'depot',
    contract,
    operations,
    wsdlFile,
    shadow,
  }
}

function contractOf(file: string, mapping: MappingFile, { contracts }: FacePlan): ForeignContract {
  const calls = [...mapping.operations.values()].map((rule) => rule.calls)
  const ours = contracts[calls.some((call) => call.startsWith('Sales.')) ? 'sales' : 'depot']
  const source = {
    text: readText(file),
    readBeside: (path: string) => readText(join(dirname(file), path)),
    port: mapping.port,
    isWanted: (operation: string) => mapping.operations.has(operation),
  }
  try {
    return loadForeignContract(source, { message: ours.model.fault, namespace: ours.namespace })
  } catch (error) {
    if (error instanceof UserError) throw error
    throw new UserError(`${file}: ${(error as Error).message}`, { cause: error })
  }
}

function operationsOf(
  contract: ForeignContract,
  mapping: MappingFile,
  parts: FacePlan & { readonly tell: (path: ItemPath, text: string) => void },
): ReadonlyMap<string, FaceOperation> {
  const operations = new Map<string, FaceOperation>()
  for (const [name, rule] of mapping.operations) {
    const theirs = contract.operations.get(name)
    if (theirs === undefined) {
      parts.tell(['operations', name], `the WSDL has no operation ${name}${meant(name, contract.names)}`)
      continue
    }
    const operation = compileOperation(theirs, rule, parts)
    if (operation !== undefined) operations.set(name, operation)
  }
  for (const name of contract.names) {
    if (mapping.operations.has(name) || mapping.ignoredOperations.includes(name)) continue
    parts.tell(['operations'], `the operation ${name} calls nothing; map it, or add it to ignoredOperations`)
  }
  for (const [index, name] of mapping.ignoredOperations.entries()) {
    const at = ['ignoredOperations', index]
    if (!contract.names.includes(name))
      parts.tell(at, `the WSDL has no operation ${name}${meant(name, contract.names)}`)
    else if (mapping.operations.has(name)) parts.tell(at, `${name} is mapped, so it is not ignored; drop one of both`)
  }
  return operations
}

function readText(file: string): string {
  try {
    return decodeText(readFileSync(file), undefined)
  } catch (error) {
    if (error instanceof Fault) throw new UserError(`The file ${file} of a face: ${error.message}`, { cause: error })
    const { code, message } = error as NodeJS.ErrnoException
    throw new UserError(`The file ${file} of a face cannot be read (${code ?? message})`, { cause: error })
  }
}
