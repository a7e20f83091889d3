/**
 * What one message may hold at most. Every dimension an attacker could grow has a limit, so that a hostile body costs
 * milliseconds. Going over one is the fault `LIMIT_EXCEEDED` with the limit's name and value in the details.
 */
export interface XmlLimits {
  /** Elements inside each other, the root included. */
  readonly depth: number
  /** Attributes of one element, namespace declarations not counted. */
  readonly attributes: number
  /** Namespace declarations of one element. */
  readonly namespaces: number
  /** Elements of one message. */
  readonly elements: number
  /** Characters of one name, prefix included. */
  readonly nameLength: number
  /** Characters (UTF-16 units) of one text or attribute value; a field whose type allows more may have what its type allows. */
  readonly textLength: number
  /** Blocks in the SOAP header. */
  readonly headerBlocks: number
}

export const defaultLimits: XmlLimits = Object.freeze({
  depth: 32,
  attributes: 32,
  namespaces: 16,
  elements: 100_000,
  nameLength: 128,
  textLength: 65_536,
  headerBlocks: 16,
})
