import type { ItemPath } from '../domain/item-problem.ts'
import type { FaultCode } from '../faults.ts'
import type { Structure } from '../soap/decoder.ts'
import type { ForeignOperation } from '../soap/foreign/contract.ts'
import type { ComplexType } from '../soap/model.ts'
import type { Builder } from './builder.ts'
import type { FaultRule, OperationRule } from './mapping-file.ts'
import { meant } from './mistakes.ts'
import { topScope } from './places.ts'
import type { FieldRules } from './rule.ts'
import { compileStructure } from './structure.ts'

/** What becomes of our faults; the info is the structure of our FaultInfo. */
export interface FaultTable {
  /** The one element of the detail, as XML; undefined where the WSDL declares nothing for it. */
  detailOf(info: Structure): string | undefined
  /** The usual answer in the place of a fault. */
  answerOf(code: FaultCode, info: () => Structure): Structure | undefined
}

interface FaultParts {
  readonly path: ItemPath
  readonly timeZone: string
  readonly tell: (path: ItemPath, text: string) => void
}

/** Codes that HTTP tells the caller's library, so no answer may hide them. */
const transportCodes: readonly FaultCode[] = ['INTERNAL', 'UNAVAILABLE', 'LOGIN_REFUSED', 'RATE_LIMITED']

interface Entry {
  readonly rule: FaultRule
  readonly builder: Builder
}

/** Compiles what becomes of faults: the first entry that names a code decides. */
export function compileFaults(
  theirs: ForeignOperation,
  rule: OperationRule,
  info: ComplexType,
  parts: FaultParts,
): FaultTable {
  const { path, tell, timeZone } = parts
  const fill = (type: ComplexType, rules: FieldRules, at: ItemPath): Builder =>
    compileStructure(
      type,
      rules,
      topScope(info),
      { path: at, name: '', isOptional: false, isWithinOptional: false },
      {
        env: { direction: 'answer', timeZone, tell, use: nothing },
        pair: nothing,
      },
    )
  const entries = rule.faults.flatMap((each, index): Entry[] => {
    const at = [...path, 'faults', index]
    tellTransport(each, at, tell)
    tellDead(rule.faults.slice(0, index), each, at, tell)
    if (each.answer !== undefined)
      return [{ rule: each, builder: fill(theirs.model.output.type, each.answer, [...at, 'answer']) }]
    const message = theirs.model.faults.get(each.fault ?? '')
    if (message !== undefined) return [{ rule: each, builder: fill(message.type, each.fields ?? new Map(), at) }]
    const declared = [...theirs.model.faults.keys()]
    tell(
      [...at, 'fault'],
      `${theirs.name} declares no fault ${each.fault}${declared.length === 0 ? ', and no other' : meant(each.fault ?? '', declared)}`,
    )
    return []
  })
  tellUnused(theirs, rule, parts)
  const find = (code: FaultCode): Entry | undefined => entries.find(({ rule: each }) => has(each, code))
  const built = ({ builder }: Entry, from: Structure) =>
    builder.build({ at: from, outer: undefined, position: 0 }).value as Structure
  return {
    detailOf: (from) => {
      const entry = find(from['code'] as FaultCode)
      const encode = theirs.encodeFaults.get(entry?.rule.fault ?? '')
      return entry && encode?.(built(entry, from))
    },
    answerOf: (code, from) => {
      const entry = find(code)
      return entry?.rule.answer && built(entry, from())
    },
  }
}

function nothing(): void {
  // Nothing of a fault has to be used up.
}

function tellTransport({ codes, answer }: FaultRule, at: ItemPath, tell: FaultParts['tell']): void {
  if (answer === undefined || codes === 'all') return
  const hidden = codes.filter((code) => transportCodes.includes(code))
  if (hidden.length > 0)
    tell([...at, 'codes'], `${hidden.join(', ')} can become no answer, since HTTP tells it too; make it a fault`)
}

/** Whether an entry decides over a code, if none above it does. */
function has({ codes, answer }: FaultRule, code: FaultCode): boolean {
  return codes === 'all' ? answer === undefined || !transportCodes.includes(code) : codes.includes(code)
}

function tellDead(before: readonly FaultRule[], { codes }: FaultRule, at: ItemPath, tell: FaultParts['tell']): void {
  const dead = (codes === 'all' ? transportCodes : codes).filter((code) => before.some((each) => has(each, code)))
  if (codes !== 'all' && dead.length > 0)
    tell([...at, 'codes'], `${dead.join(', ')} never come here: an entry above decides`)
  else if (dead.length === transportCodes.length) tell([...at, 'codes'], 'nothing comes here: an entry above decides')
}

function tellUnused(theirs: ForeignOperation, rule: OperationRule, { path, tell }: FaultParts): void {
  const used = rule.faults.map(({ fault }) => fault)
  for (const name of theirs.model.faults.keys()) {
    if (used.includes(name) || rule.unusedFaults.includes(name)) continue
    tell(path, `no code becomes the declared fault ${name}; add it to faults, or to unusedFaults`)
  }
  for (const [index, name] of rule.unusedFaults.entries()) {
    const at = [...path, 'unusedFaults', index]
    if (!theirs.model.faults.has(name)) tell(at, `${theirs.name} declares no fault ${name}`)
    else if (used.includes(name)) tell(at, `${name} is used above`)
  }
}
