/**
 * What makes an order this order and no other (design §2.2), each identifier in its one spelling. The same content again
 * is a retry; other content under the same numbers is a conflict.
 */
export interface OrderContent {
  readonly customerId: string
  /** The container that the whole order is dedicated to. */
  readonly containerSerial: string | null
  /**
   * As it was asked for; what counts was decided when the ticket was made. A call that says nothing of it (undefined)
   * agrees with what is known.
   */
  readonly inseparable: boolean | undefined
}

/** What makes an order line this line and no other. */
export interface LineContent {
  readonly lineNumber: string
  readonly itemNumber: string
  readonly quantity: number
  /** The container that this line is dedicated to, unless it is that of the whole order. */
  readonly containerSerial: string | null
  readonly parameters: readonly NamedValue[]
}

export interface NamedValue {
  readonly name: string
  readonly value: string
}

/** The values in the order of their names, so that the order in which they were sent does not count. */
export function byName(values: readonly NamedValue[]): NamedValue[] {
  return values.toSorted((a, b) => compareText(a.name, b.name))
}

/** Order by UTF-16 code units: the same on every machine, whatever its language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
