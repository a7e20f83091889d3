/** Rows of a page that did not say how many it wants (design §2.1). */
const defaultRows = 100
/** What the rows of a page may weigh on the wire; with its envelope it stays below the 64 KiB of .NET clients. */
const mostBytes = 60_000

/** How many rows to read for a page: one more than it shows, which tells whether there is a next one. */
export function rowsToRead(pageSize: number): number {
  return rowsAsked(pageSize) + 1
}

/** The rows that fit on the page, at least one; whether there are more of them. */
export function fillPage<Row extends object>(
  rows: readonly Row[],
  { pageSize, element }: { readonly pageSize: number; readonly element: string },
): { readonly rows: Row[]; readonly more: boolean } {
  let bytes = 0
  const fitting = rows.slice(0, rowsAsked(pageSize)).findIndex((row) => {
    bytes += sizeOnWire(element, row)
    return bytes > mostBytes
  })
  const count = fitting < 0 ? rowsAsked(pageSize) : Math.max(1, fitting)
  return { rows: rows.slice(0, count), more: rows.length > count }
}

function rowsAsked(pageSize: number): number {
  return pageSize === 0 ? defaultRows : pageSize
}

/** Bytes of a value as an XML element, as the encoder of our answers writes it. */
export function sizeOnWire(name: string, value: unknown): number {
  if (value === undefined) return 0
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + sizeOnWire(name, item), 0)
  return 2 * name.length + '<></>'.length + contentSize(value)
}

function contentSize(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value.replace(/[&<>\r]/g, asReference), 'utf8')
  if (value instanceof Date) return value.toISOString().length
  if (Buffer.isBuffer(value)) return Math.ceil(value.length / 3) * 4
  if (typeof value !== 'object' || value === null) return String(value).length
  return Object.entries(value).reduce((sum, [name, member]) => sum + sizeOnWire(name, member), 0)
}

/** As long as the reference that stands for the character on the wire. */
function asReference(character: string): string {
  return character === '<' || character === '>' ? '&lt;' : '&amp;'
}
