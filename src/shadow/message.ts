import { isBlank } from '../soap/characters.ts'
import { decodeText } from '../soap/charset.ts'
import { escapeAttribute, escapeText } from '../soap/escape.ts'
import { defaultLimits, type XmlLimits } from '../soap/limits.ts'
import type { QName } from '../soap/names.ts'
import { type Attribute, XmlReader } from '../soap/reader.ts'

/** An element of a message that no schema was asked about. */
export interface Element extends QName {
  readonly attributes: readonly (Attribute & { readonly type?: QName })[]
  /** Empty where it holds a text. */
  readonly children: readonly Element[]
  readonly text: string
}

const XSI = 'http://www.w3.org/2001/XMLSchema-instance'

/** Generous, as the other side may be anything; what bounds it is the size of the answer. */
const limits: XmlLimits = {
  ...defaultLimits,
  depth: 64,
  attributes: 64,
  namespaces: 64,
  elements: 500_000,
  nameLength: 512,
  textLength: 16_777_216,
}

/**
 * The element in the body of an envelope, by the strict reader of our own interfaces: no DTD, no references to elsewhere.
 * @throws Fault `INVALID_REQUEST`, `LIMIT_EXCEEDED`, Violation
 */
export function readBody(bytes: Uint8Array, charset?: string): Element {
  return readBodyText(decodeText(bytes, charset))
}

/** The same of what is text already. */
export function readBodyText(text: string): Element {
  const reader = new MessageReader(text, limits)
  reader.root()
  const root = elementOf(reader)
  reader.end()
  const body = root.name === 'Envelope' ? root.children.find(({ name }) => name === 'Body') : undefined
  const [content] = body?.children ?? []
  if (content === undefined) throw new Error('it is no envelope with something in its body')
  return content
}

/** The same element as a text that stands for itself: it declares what it needs. */
export function writeElement(element: Element, around = ''): string {
  const { namespace, name, attributes, children, text } = element
  const declared = namespace === around ? '' : ` xmlns="${escapeAttribute(namespace)}"`
  const written = attributes.map(attributeText).join('')
  const content =
    children.length === 0 ? escapeText(text) : children.map((one) => writeElement(one, namespace)).join('')
  return `<${name}${declared}${written}>${content}</${name}>`
}

class MessageReader extends XmlReader {
  /** Whether the open element has children; what it has is read by `open` then, and otherwise by `content`. */
  holdsElements(): boolean {
    if (this.isEmpty) return false
    let at = this.at
    for (;;) {
      const next = this.text.indexOf('<', at)
      if (next < 0) return false
      const close = this.text.startsWith('<!--', next) ? '-->' : this.text.startsWith('<![CDATA[', next) ? ']]>' : ''
      if (close === '') return this.text[next + 1] !== '/'
      // Before children only blanks may stand; a text decides it.
      if (close === ']]>' || !isBlankText(this.text, at, next)) return false
      const end = this.text.indexOf(close, next)
      if (end < 0) return false
      at = end + close.length
    }
  }
}

function isBlankText(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (!isBlank(text.charCodeAt(at))) return false
  return true
}

function elementOf(reader: MessageReader): Element {
  const { namespace, name } = reader
  const attributes = reader.attributes.map((attribute) => {
    const type = isTypeOf(attribute) ? reader.resolve(attribute.value) : undefined
    return type === undefined ? attribute : { ...attribute, type }
  })
  if (!reader.holdsElements()) return { namespace, name, attributes, children: [], text: reader.content() }
  const children: Element[] = []
  while (reader.open()) children.push(elementOf(reader))
  return { namespace, name, attributes, children, text: '' }
}

function isTypeOf({ namespace, name }: QName): boolean {
  return namespace === XSI && name === 'type'
}

/** The prefix of a name in a value is declared beside it. */
function attributeText({ namespace, name, value, type }: Element['attributes'][number], index: number): string {
  if (namespace === '') return ` ${name}="${escapeAttribute(value)}"`
  const prefix = `a${index}`
  const declared = ` xmlns:${prefix}="${escapeAttribute(namespace)}" ${prefix}:${name}=`
  if (type === undefined || type.namespace === '') return `${declared}"${escapeAttribute(type?.name ?? value)}"`
  return ` xmlns:t${index}="${escapeAttribute(type.namespace)}"${declared}"t${index}:${type.name}"`
}

/** Whether it says that it is there without a value. */
export function isNil({ attributes }: Element): boolean {
  return attributes.some(
    ({ namespace, name, value }) => namespace === XSI && name === 'nil' && /^(true|1)$/.test(value),
  )
}
