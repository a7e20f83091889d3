import type { ItemPath } from '../domain/item-problem.ts'
import { type FaultCode, faults } from '../faults.ts'
import { absent, list, mapping, text, type Reader } from '../yaml-file/shape.ts'
import { meant } from './mistakes.ts'
import { fieldRules, type FieldRules } from './rule.ts'

/** What becomes of some fault codes: a fault that the WSDL declares, or an answer with a code of its own. */
export interface FaultRule {
  readonly codes: readonly FaultCode[] | 'all'
  /** Name of a declared fault. */
  readonly fault?: string | undefined
  /** What its fields are given; the source is our FaultInfo. */
  readonly fields?: FieldRules | undefined
  /** What the fields of the usual answer are given. */
  readonly answer?: FieldRules | undefined
}

/** One operation of the WSDL, and which of ours does its work. */
export interface OperationRule {
  /** `Sales.CreateOrder` */
  readonly calls: string
  readonly request: FieldRules
  /** What callers send and nothing is made of. */
  readonly ignored: readonly string[]
  readonly answer: FieldRules
  readonly faults: readonly FaultRule[]
  /** Declared faults that no code becomes. */
  readonly unusedFaults: readonly string[]
}

/** A mapping file as it is written. */
export interface MappingFile {
  /** Beside the mapping. */
  readonly wsdl: string
  readonly port?: string | undefined
  /** `/soap/lizenz` */
  readonly path: string
  readonly operations: ReadonlyMap<string, OperationRule>
  /** Operations that nobody calls any more. */
  readonly ignoredOperations: readonly string[]
  /** As it is written: what it may name is known with the WSDL (docs/shadow.md). */
  readonly shadow?: unknown
}

const name = text(200)
const names = absent(list(name, 1_000), [] as string[])
const noRules: FieldRules = new Map()

const faultCode: Reader<FaultCode> = (value, path, tell) => {
  const code = text(60)(value, path, tell)
  if (code === undefined || Object.hasOwn(faults, code)) return code as FaultCode | undefined
  tell(path, `${code} is no fault code${meant(code, Object.keys(faults))}; docs/faults.md lists them`)
  return undefined
}

const codes: Reader<readonly FaultCode[] | 'all'> = (value, path, tell) => {
  if (value === 'all') return 'all'
  const read = list(faultCode, 100)(value, path, tell)
  if (read?.length === 0) tell(path, 'is empty; name the codes, or say all')
  return read
}

const faultRule: Reader<FaultRule> = (value, path, tell) => {
  const rule = faultMapping(value, path, tell)
  if (rule !== undefined && (rule.fault === undefined) === (rule.answer === undefined)) {
    tell(path, 'needs fault: with the name of a declared fault, or answer: with the fields of the usual answer')
  }
  if (rule?.answer !== undefined && rule.fields !== undefined) {
    tell([...path, 'fields'], 'means nothing beside answer; put what it fills there')
  }
  return rule
}

const faultMapping = mapping<FaultRule>({
  codes,
  fault: absent(name),
  fields: absent(fieldRules),
  answer: absent(fieldRules),
})

const operation = mapping<OperationRule>({
  calls: name,
  request: absent(fieldRules, noRules),
  ignored: names,
  answer: absent(fieldRules, noRules),
  faults: absent(list(faultRule, 100), []),
  unusedFaults: names,
})

const operations: Reader<ReadonlyMap<string, OperationRule>> = (value, path, tell) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    tell(path, 'has to be a mapping from each operation of the WSDL to what it calls')
    return undefined
  }
  const entries = Object.entries(value).map(([key, rule]) => [key, operation(rule, [...path, key], tell)] as const)
  return new Map(entries.filter((entry): entry is [string, OperationRule] => entry[1] !== undefined))
}

/** Paths that the server itself answers. */
const taken = /^\/(?:$|soap\/(?:sales|depot|admin)$|healthz|readyz|metrics|\.well-known)/

const servedPath: Reader<string> = (value, path, tell) => {
  const read = text(200)(value, path, tell)
  if (read === undefined) return undefined
  const isPath = /^(?:\/(?!\.{1,2}(?:\/|$))[\w.~-]+)+$/.test(read)
  if (isPath && !taken.test(read)) return read
  tell(
    path,
    taken.test(read)
      ? `${read} is a path of the server itself; take another one`
      : 'has to be a path such as /soap/erp, of letters, digits and . _ ~ -',
  )
  return undefined
}

const top = mapping<MappingFile>({
  wsdl: name,
  port: absent(name),
  path: servedPath,
  operations,
  ignoredOperations: names,
  shadow: absent((value: unknown) => value),
})

/** Reads what a mapping file says, without a look at the WSDL; undefined after a mistake. */
export function readMapping(value: unknown, tell: (path: ItemPath, text: string) => void): MappingFile | undefined {
  return top(value ?? {}, [], tell)
}
