/** Which rule of docs/formats.md a file breaks; the runtime and the server turn it into their own words. */
export type FormatRule =
  /** Not the JSON, the encoding or the members that the page describes. */
  | 'malformed'
  /** A file of another type (`typ`), or a version or action this implementation does not know. */
  | 'unsupported'
  /** The signature does not belong to these bytes and this key. */
  | 'signature'
  /** The certificate is not signed by the pinned firm root. */
  | 'otherRoot'
  /** The file or its certificate speaks for another firm code. */
  | 'otherFirm'
  /** The certificate was not valid when the file was issued. */
  | 'certificateTime'
  /** Sealed data cannot be opened with this agreement key. */
  | 'sealed'

/** A file that must be refused: which rule it breaks, and where. */
export class FormatError extends Error {
  override readonly name = 'FormatError'
  readonly rule: FormatRule

  constructor(rule: FormatRule, message: string, options?: ErrorOptions) {
    super(message, options)
    this.rule = rule
  }
}
