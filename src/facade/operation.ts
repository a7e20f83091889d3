import type { ItemPath } from '../domain/item-problem.ts'
import type { Contract } from '../soap/contract.ts'
import type { Structure } from '../soap/decoder.ts'
import type { ForeignOperation } from '../soap/foreign/contract.ts'
import type { ComplexType } from '../soap/model.ts'
import { compileFaults, type FaultTable } from './fault-table.ts'
import type { OperationRule } from './mapping-file.ts'
import { meant } from './mistakes.ts'
import { leavesOf, type Place, topScope, type Values, withPositions } from './places.ts'
import { compileStructure } from './structure.ts'

/** The interfaces whose operations a face may call. */
export type Reachable = 'sales' | 'depot'

/** One operation of a face, ready to be called. */
export interface FaceOperation {
  readonly face: Reachable
  /** Our name of it. */
  readonly operation: string
  /** The request as ours; a `Fault` names the caller's own field. */
  readonly toOurs: (input: Structure) => Structure
  readonly fromOurs: (output: unknown) => Structure
  readonly faults: FaultTable
  /** Where a field of ours came from in the caller's message; as it is, if it came from nowhere. */
  readonly placeOf: (field: string) => string
}

/** What operations are compiled with. */
export interface FaceParts {
  readonly contracts: Readonly<Record<Reachable, Contract>>
  readonly timeZone: string
  readonly tell: (path: ItemPath, text: string) => void
}

/** Compiles an operation of the WSDL by its rule; tells every gap. Undefined where it calls nothing that there is. */
export function compileOperation(
  theirs: ForeignOperation,
  rule: OperationRule,
  parts: FaceParts,
): FaceOperation | undefined {
  const path: ItemPath = ['operations', theirs.name]
  const called = calledBy(rule.calls, parts)
  if (typeof called === 'string') {
    parts.tell([...path, 'calls'], called)
    return undefined
  }
  const { face, model } = called
  const used: Place[] = []
  const places = new Map<string, string>()
  const env = { timeZone: parts.timeZone, tell: parts.tell }
  const request = compileStructure(
    model.input.type,
    rule.request,
    topScope(theirs.model.input.type),
    { path: [...path, 'request'], name: '', isOptional: false, isWithinOptional: false },
    {
      env: { ...env, direction: 'request', use: (place) => void used.push(place) },
      pair: (target, place) => void places.set(target, place),
    },
  )
  checkUse(theirs.model.input.type, used, rule, path, parts)
  const result = model.output.type.fields[0]?.type as ComplexType
  const answer = compileStructure(
    theirs.model.output.type,
    rule.answer,
    topScope(result),
    { path: [...path, 'answer'], name: '', isOptional: false, isWithinOptional: false },
    { env: { ...env, direction: 'answer', use: nothing }, pair: nothing },
  )
  return {
    face,
    operation: model.name,
    toOurs: (input) => request.build(top(input)).value as Structure,
    fromOurs: (output) => answer.build(top((output as { result: unknown }).result)).value as Structure,
    faults: compileFaults(theirs, rule, parts.contracts[face].model.fault.type, { ...parts, path }),
    placeOf: (field) => {
      const positions = [...field.matchAll(/\[(\d+)\]/g)].map(([, number]) => Number(number))
      const place = places.get(field.replace(/\[\d+\]/g, '[]'))
      return place === undefined ? field : withPositions(place, positions)
    },
  }
}

function top(at: unknown): Values {
  return { at, outer: undefined, position: 0 }
}

function nothing(): void {
  // Only requests are to be used up.
}

function calledBy(calls: string, { contracts }: FaceParts) {
  const [, service = '', name = ''] = /^(Sales|Depot)\.(\w+)$/.exec(calls) ?? []
  const face = service.toLowerCase() as Reachable
  if (service === '') return `${calls} has to be an operation of Sales or Depot, such as Sales.CreateOrder`
  const operation = contracts[face].operations.get(name)
  if (operation === undefined)
    return `${service} has no operation ${name}${meant(name, [...contracts[face].operations.keys()])}`
  return { face, model: operation.model }
}

/** Each value that callers may send becomes something, or is known to become nothing. */
function checkUse(
  type: ComplexType,
  used: readonly Place[],
  rule: OperationRule,
  path: ItemPath,
  { tell }: FaceParts,
): void {
  const usedPlaces = used.filter((place) => place.type.kind === 'simple').map((place) => plain(place.path))
  const leftOut = listsLeftOut(used)
  const leaves = leavesOf(type).map(plain)
  const isBelow = (place: string, owner: string) => place === owner || place.startsWith(`${owner}/`)
  for (const [index, ignored] of rule.ignored.entries()) {
    const at = [...path, 'ignored', index]
    if (leftOut.has(ignored)) continue
    if (!leaves.some((leaf) => isBelow(leaf, ignored)))
      tell(at, `the request has no ${ignored}${meant(ignored, leaves)}`)
    const mapped = usedPlaces.filter((place) => isBelow(place, ignored))
    if (mapped.length > 0) tell(at, `${mapped.join(', ')} is mapped, so it is not ignored; drop one of both`)
  }
  for (const [list, position] of leftOut) {
    if (rule.ignored.includes(list)) continue
    tell(
      [...path, 'request'],
      `of ${plain(list)} only ${position} is taken, and callers may send more; go through it with each, or add ${list} to ignored`,
    )
  }
  for (const leaf of leaves) {
    if (usedPlaces.includes(leaf) || rule.ignored.some((ignored) => isBelow(leaf, ignored))) continue
    tell([...path, 'request'], `nothing is made of ${leaf}, which callers may send; map it, or add it to ignored`)
  }
}

function plain(place: string): string {
  return place.replace(/\[\]/g, '')
}

/** Lists of which single entries are taken and the others are not, as `ignored` calls them, with the last one taken. */
function listsLeftOut(used: readonly Place[]): ReadonlyMap<string, string> {
  const whole = new Set(used.filter(({ isList }) => isList).map(({ path }) => path))
  const leftOut = new Map<string, number>()
  for (const { path, position } of used.flatMap(({ picked }) => picked)) {
    leftOut.set(path, Math.max(position, leftOut.get(path) ?? 0))
  }
  const mostOf = new Map(used.flatMap(({ picked }) => picked).map(({ path, maxOccurs }) => [path, maxOccurs]))
  const open = [...leftOut].filter(([path, last]) => !whole.has(path) && last < (mostOf.get(path) ?? 0))
  return new Map(open.map(([path, last]) => [`${plain(path)}[]`, `[${last}]`]))
}
