import { Fault } from '../faults.ts'
import {
  AMPERSAND,
  APOSTROPHE,
  CLOSE_BRACKET,
  continuesName,
  digitOf,
  HASH,
  isBlank,
  isPlain,
  isXmlChar,
  LESS,
  LINE_FEED,
  QUOTE,
  RETURN,
  SMALL_X,
} from './characters.ts'
import type { XmlLimits } from './limits.ts'
import { limitExceeded } from './problems.ts'

const entities: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
])

/** The characters of a document and a place in them: runs of text, references, quoted values, comments. */
export class Cursor {
  protected readonly text: string
  protected readonly limits: XmlLimits
  protected at = 0

  constructor(text: string, limits: XmlLimits) {
    this.text = withLineFeeds(text)
    this.limits = limits
  }

  /** The end of the document is not a character; comparing with NaN is false for every code. */
  protected code(offset = 0): number {
    return this.text.charCodeAt(this.at + offset)
  }

  protected skipBlanks(): boolean {
    const from = this.at
    while (isBlank(this.text.charCodeAt(this.at))) this.at++
    return this.at > from
  }

  /** Cuts out what may be a name; whether it is one is looked up (and checked once) in the scope. */
  protected written(): string {
    const from = this.at
    let at = from
    while (continuesName(this.text.charCodeAt(at))) at++
    this.at = at
    if (at - from > this.limits.nameLength) {
      const allowed = this.limits.nameLength
      throw limitExceeded('nameLength', allowed, `a name of the message is longer than ${allowed} characters`)
    }
    return this.text.slice(from, at)
  }

  /** Character data up to the next `<`, references replaced. */
  protected characters(limit: number): string {
    const { text } = this
    let value = ''
    let from = this.at
    let at = from
    for (;;) {
      const code = text.charCodeAt(at)
      if (isPlain(code)) {
        at++
        continue
      }
      if (code === LESS) break
      if (code === CLOSE_BRACKET) {
        if (text.startsWith(']]>', at)) throw this.malformed("']]>' must not stand in text", at)
        at++
      } else if (code === AMPERSAND) {
        value += text.slice(from, at)
        this.at = at
        value += this.reference()
        // Piece by piece a long text costs many times its size, so it ends here and not when all of it is read.
        if (value.length > limit) throw this.tooLong(limit)
        from = at = this.at
      } else {
        at = this.legal(at)
      }
    }
    this.at = at
    const all = from === at ? value : value + text.slice(from, at)
    if (all.length > limit) throw this.tooLong(limit)
    return all
  }

  /** An attribute value with its quotes; blanks of any kind become spaces (XML 1.0, §3.3.3). */
  protected quoted(): string {
    const quote = this.code()
    if (quote !== QUOTE && quote !== APOSTROPHE) throw this.malformed('an attribute value needs quotes')
    const limit = this.limits.textLength
    let value = ''
    let from = ++this.at
    for (;;) {
      const code = this.code()
      if (code === quote) break
      if (isPlain(code)) {
        this.at++
      } else if (code === AMPERSAND) {
        value += asSpaces(this.text.slice(from, this.at), limit) + this.reference()
        if (value.length > limit) break
        from = this.at
      } else {
        if (code === LESS) throw this.malformed("'<' must not stand in an attribute value")
        this.at = this.legal(this.at)
      }
    }
    value += asSpaces(this.text.slice(from, this.at++), limit)
    if (value.length > limit) throw this.tooLong(limit)
    return value
  }

  /** The text of a section that starts with `open` here and ends with `close`: a comment or CDATA. */
  protected section(open: string, close: string): string {
    const from = this.at + open.length
    const to = this.text.indexOf(close, from)
    if (to < 0) throw this.malformed(`${open} has no end`)
    for (let at = from; at < to;) at = this.legal(at)
    this.at = to + close.length
    return this.text.slice(from, to)
  }

  protected comment(): void {
    const inside = this.section('<!--', '-->')
    if (inside.includes('--') || inside.endsWith('-')) throw this.malformed("'--' must not stand in a comment")
  }

  /** The message is no well-formed XML; where, by line and column. */
  protected malformed(rule: string, at = this.at): Fault {
    let line = 1
    let start = 0
    for (let i = 0; i < at; i++) {
      if (this.text.charCodeAt(i) !== LINE_FEED) continue
      line++
      start = i + 1
    }
    const place = `line ${line}, column ${at - start + 1}`
    return new Fault('INVALID_REQUEST', `the message is not well-formed XML: ${rule} (${place})`)
  }

  protected tooLong(limit: number): Fault {
    return limitExceeded('textLength', limit, `a text of the message is longer than ${limit} characters`)
  }

  /** `&name;`, `&#number;` or `&#xnumber;` here, as its character. Only XML's own five names exist without a DTD. */
  private reference(): string {
    const end = this.text.indexOf(';', this.at)
    let value: string | undefined
    if (end >= 0 && end - this.at <= 12) {
      value = this.code(1) === HASH ? this.numbered(this.at + 2, end) : entities.get(this.text.slice(this.at + 1, end))
    }
    if (value === undefined) throw this.malformed("'&' starts no reference that is known here")
    this.at = end + 1
    return value
  }

  /** The character of the digits from here to there, which start with an x when they are hexadecimal. */
  private numbered(from: number, to: number): string | undefined {
    const base = this.text.charCodeAt(from) === SMALL_X ? 16 : 10
    const first = base === 16 ? from + 1 : from
    let point = 0
    for (let at = first; at < to; at++) {
      const digit = digitOf(this.text.charCodeAt(at))
      if (digit >= base) return undefined
      point = point * base + digit
    }
    return first < to && isXmlChar(point) ? String.fromCodePoint(point) : undefined
  }

  /** The position after the character at this one, which must be a character of XML. */
  private legal(at: number): number {
    const point = this.text.codePointAt(at)
    if (point === undefined) throw this.malformed('it ends too early', at)
    if (isXmlChar(point)) return point > 0xffff ? at + 2 : at + 1
    throw this.malformed(`the character U+${point.toString(16).toUpperCase().padStart(4, '0')} is not allowed`, at)
  }
}

/**
 * Each line end made one line feed (XML 1.0, §2.11), before anything is read. A hostile text has millions of them, for
 * which a loop over its code units takes a tenth of the time and memory that a regular expression does.
 */
function withLineFeeds(text: string): string {
  if (!text.includes('\r')) return text
  const bytes = Buffer.from(text, 'utf16le')
  const units = new Uint16Array(bytes.buffer, bytes.byteOffset, text.length)
  let to = 0
  for (let i = 0; i < units.length; i++) {
    if (units[i] !== RETURN) units[to++] = units[i]!
    else if (units[i + 1] !== LINE_FEED) units[to++] = LINE_FEED
  }
  return bytes.toString('utf16le', 0, to * 2)
}

/** A part of an attribute value, its tabs and line ends made spaces; one that is too long anyway is left as it is. */
function asSpaces(text: string, limit: number): string {
  return text.length > limit ? text : text.replace(/[\t\n]/g, ' ')
}
