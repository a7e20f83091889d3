/** A line as the back office or this server knows it. */
export interface ComparedLine {
  readonly lineNumber: string
  readonly itemNumber: string
  /** Pieces; here those that were not withdrawn. */
  readonly quantity: number
}

/** An order as one side knows it; each line number once. */
export interface ComparedOrder {
  readonly orderNumber: string
  readonly lines: readonly ComparedLine[]
}

export type LineOfOrder = ComparedLine & { readonly orderNumber: string }

/** Every line that is on either side, in one of four lists. */
export interface Differences {
  /** How many lines are the same on both sides. */
  readonly equalCount: number
  /** In the export, and not here or here no longer. */
  readonly missing: readonly LineOfOrder[]
  /** Here, and not in the export. */
  readonly extra: readonly LineOfOrder[]
  /** On both sides with another item or quantity. */
  readonly different: readonly { readonly here: LineOfOrder; readonly exported: ComparedLine }[]
}

/**
 * Compares orders as the back office has them with what this server has of the same orders. The lists are in the order of
 * the export, extra lines in that of their numbers; a line of which nothing is left here counts as not there.
 */
export function reconcile(exported: readonly ComparedOrder[], here: readonly ComparedOrder[]): Differences {
  const known = new Map(here.map((order) => [order.orderNumber, order]))
  const each = exported.map((order) => compare(order, known.get(order.orderNumber)?.lines ?? []))
  return {
    equalCount: each.reduce((sum, { equalCount }) => sum + equalCount, 0),
    missing: each.flatMap(({ missing }) => missing),
    extra: each.flatMap(({ extra }) => extra),
    different: each.flatMap(({ different }) => different),
  }
}

function compare({ orderNumber, lines }: ComparedOrder, here: readonly ComparedLine[]): Differences {
  const left = new Map(here.filter(({ quantity }) => quantity > 0).map((line) => [line.lineNumber, line]))
  const missing: LineOfOrder[] = []
  const different: Differences['different'][number][] = []
  for (const exported of lines) {
    const line = left.get(exported.lineNumber)
    left.delete(exported.lineNumber)
    if (line === undefined) missing.push({ orderNumber, ...exported })
    else if (line.itemNumber !== exported.itemNumber || line.quantity !== exported.quantity) {
      different.push({ here: { orderNumber, ...line }, exported })
    }
  }
  const extra = [...left.values()].toSorted(byLineNumber).map((line) => ({ orderNumber, ...line }))
  return { equalCount: lines.length - missing.length - different.length, missing, extra, different }
}

/** "9" comes before "10", and "000010" before "000020". */
function byLineNumber(a: ComparedLine, b: ComparedLine): number {
  return a.lineNumber.length - b.lineNumber.length || (a.lineNumber < b.lineNumber ? -1 : 1)
}
