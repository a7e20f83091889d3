import { Fault } from '../faults.ts'
import type { LineContent, NamedValue, OrderContent } from './order-content.ts'

/** The contract lets the name of a detail have 256 characters, of which `/old` takes four. */
const longestPath = 250

/** One field in which what is known and what was sent differ; a value that is not there is undefined. */
export interface Difference {
  /** For example `orderLine[000020]/quantity`, with the line number as the back office knows it. */
  readonly path: string
  readonly old: string | undefined
  readonly new: string | undefined
}

export function orderDifferences(known: OrderContent, sent: OrderContent): Difference[] {
  return [
    ...difference('customer/customerId', known.customerId, sent.customerId),
    ...difference('containerSerial', known.containerSerial, sent.containerSerial),
    ...difference('inseparable', yesNo(known.inseparable), yesNo(sent.inseparable ?? known.inseparable)),
  ]
}

export function lineDifferences(known: LineContent, sent: LineContent): Difference[] {
  const line = `orderLine[${known.lineNumber}]`
  return [
    ...difference(`${line}/itemNumber`, known.itemNumber, sent.itemNumber),
    ...difference(`${line}/quantity`, String(known.quantity), String(sent.quantity)),
    ...difference(`${line}/containerSerial`, known.containerSerial, sent.containerSerial),
    ...parameterDifferences(`${line}/parameter`, known.parameters, sent.parameters),
  ]
}

/** Two tickets by their last groups, which are all that may be shown of them. */
export function ticketDifference(knownLastGroup: string, sentLastGroup: string): Difference {
  return { path: 'ticketId', old: `...-${knownLastGroup}`, new: `...-${sentLastGroup}` }
}

/** The refusal of an order that is known with other content; its details list every differing field. */
export function orderConflict(orderNumber: string, differences: readonly Difference[]): Fault {
  const [first, ...others] = differences
  const example = `${first?.path ?? ''} was ${shown(first?.old)} and is now ${shown(first?.new)}`
  const more = others.length === 0 ? '' : `, and ${others.length} more`
  const text = `order ${orderNumber} is known with other content: ${example}${more}; nothing was stored`
  return new Fault('ORDER_CONFLICT', text, { details: Object.fromEntries(differences.flatMap(detailsOf)) })
}

function detailsOf({ path, old, new: sent }: Difference): [string, string][] {
  const name = path.slice(0, longestPath)
  return [...detail(`${name}/old`, old), ...detail(`${name}/new`, sent)]
}

function detail(name: string, value: string | undefined): [string, string][] {
  return value === undefined ? [] : [[name, value]]
}

function difference(path: string, old: string | null | undefined, sent: string | null | undefined): Difference[] {
  return old === sent ? [] : [{ path, old: old ?? undefined, new: sent ?? undefined }]
}

function parameterDifferences(path: string, known: readonly NamedValue[], sent: readonly NamedValue[]): Difference[] {
  const [old, now] = [known, sent].map((values) => new Map(values.map(({ name, value }) => [name, value])))
  const names = new Set([...known, ...sent].map(({ name }) => name))
  return [...names].flatMap((name) => difference(`${path}[${name}]`, old?.get(name), now?.get(name)))
}

function yesNo(claim: boolean | undefined): string {
  return claim === true ? 'yes' : 'no'
}

function shown(value: string | undefined): string {
  if (value === undefined) return 'absent'
  return value.length > 60 ? `'${value.slice(0, 57)}...'` : `'${value}'`
}
