import { type Fault } from '../faults.ts'
import { BANG, EQUALS, GREATER, LESS, QUESTION, SLASH, trimBlanks } from './characters.ts'
import { Cursor } from './cursor.ts'
import type { XmlLimits } from './limits.ts'
import { declarationProblem, type QName, Scope } from './names.ts'
import { limitExceeded, Violation } from './problems.ts'

export interface Attribute extends QName {
  readonly value: string
}

const none: readonly Attribute[] = Object.freeze([])

/**
 * Reads a document once, from front to back, by two moves: `open` goes to the next child element, `content` takes the
 * text of an element without children. Strict XML 1.0 with namespaces, without DTD and processing instructions;
 * everything is checked on the way, so what has been read was well-formed. Nothing is kept but the open elements.
 */
export class XmlReader extends Cursor {
  /** Namespace and local name of the element opened last. */
  namespace = ''
  name = ''
  /** Its attributes, without namespace declarations. */
  attributes: readonly Attribute[] = none

  private readonly openNames: string[] = []
  private readonly scopes: Scope[] = [Scope.root()]
  private elements = 0
  /** The tag read last was `<a/>`: its end is due. */
  protected isEmpty = false

  constructor(text: string, limits: XmlLimits) {
    super(text, limits)
    this.prolog()
  }

  /** Opens the root element. */
  root(): void {
    this.startTag()
  }

  /** To the next child of the open element: true. If there is none, over the end tag of the open element: false. */
  open(): boolean {
    if (this.isEmpty) return this.close()
    for (;;) {
      this.skipBlanks()
      if (this.code() !== LESS) this.noText(trimBlanks(this.characters(this.text.length)))
      const next = this.code(1)
      if (next === SLASH) return this.endTag()
      if (next === BANG) this.noText(this.insertion())
      else {
        this.startTag()
        return true
      }
    }
  }

  /**
   * The text of the open element, which must have no children, up to and over its end tag. The general limit of its
   * length is raised for a type that allows more.
   */
  content(allowed = 0): string {
    if (this.isEmpty) {
      this.close()
      return ''
    }
    const limit = Math.max(allowed, this.limits.textLength)
    let value = this.characters(limit)
    for (;;) {
      const next = this.code(1)
      if (next === SLASH) {
        this.endTag()
        return value
      }
      if (next !== BANG) {
        this.startTag()
        throw new Violation(`the child element <${this.name}> is not expected in a value`)
      }
      value += this.insertion()
      value += this.characters(limit)
      if (value.length > limit) throw this.tooLong(limit)
    }
  }

  /** Over the rest of the open element, whatever it holds. */
  skip(): void {
    const outside = this.openNames.length - 1
    while (this.openNames.length > outside) {
      if (this.isEmpty) this.close()
      else {
        this.characters(this.limits.textLength)
        const next = this.code(1)
        if (next === SLASH) this.endTag()
        else if (next === BANG) this.insertion()
        else this.startTag()
      }
    }
  }

  /** After the end tag of the root: nothing but comments may follow. */
  end(): void {
    this.misc()
    if (this.at < this.text.length) throw this.malformed('something follows the root element')
  }

  /** A QName in a value, such as that of xsi:type, under the declarations in force at the open element. */
  resolve(written: string): QName | undefined {
    return this.scopes.at(-1)!.element(trimBlanks(written))
  }

  private prolog(): void {
    if (this.text.startsWith('<?xml') && !/[\w:.-]/.test(this.text.charAt(5))) this.declaration()
    this.misc()
    if (this.code() !== LESS) throw this.malformed('an element is expected')
  }

  /** The XML declaration. The encoding it names was compared with the bytes before (charset.ts). */
  private declaration(): void {
    const declaration =
      /^<\?xml\s+version\s*=\s*(?:"1\.0"|'1\.0')(?:\s+encoding\s*=\s*(?:"[A-Za-z][\w.-]*"|'[A-Za-z][\w.-]*'))?(?:\s+standalone\s*=\s*(?:"(?:yes|no)"|'(?:yes|no)'))?\s*\?>/
    const [found] = declaration.exec(this.text.slice(0, 200)) ?? []
    if (found === undefined) throw this.malformed('the XML declaration is not one of XML 1.0')
    this.at = found.length
  }

  /** Blanks and comments before and after the root element. */
  private misc(): void {
    for (;;) {
      this.skipBlanks()
      if (this.code() !== LESS || this.code(1) !== BANG) return
      if (!this.text.startsWith('<!--', this.at)) throw this.unwanted()
      this.comment()
    }
  }

  /** What starts with `<!` inside an element: a comment, which is no text, or CDATA, which is. */
  private insertion(): string {
    if (this.text.startsWith('<![CDATA[', this.at)) return this.section('<![CDATA[', ']]>')
    if (!this.text.startsWith('<!--', this.at)) throw this.unwanted()
    this.comment()
    return ''
  }

  private startTag(): void {
    if (this.code(1) === QUESTION) throw this.malformed('processing instructions are not allowed')
    this.at++
    const start = this.at
    const written = this.written()
    let scope = this.scopes.at(-1)!
    this.attributes = none
    this.isEmpty = false
    if (this.code() !== GREATER) scope = this.tagRest(scope)
    this.at++
    const resolved = scope.element(written)
    if (resolved === undefined) throw this.malformed('a name or its prefix is not valid', start)
    this.namespace = resolved.namespace
    this.name = resolved.name
    this.openNames.push(written)
    this.scopes.push(scope)
    this.count()
  }

  private count(): void {
    const { depth, elements } = this.limits
    if (this.openNames.length > depth) {
      throw limitExceeded('depth', depth, `the message has more than ${depth} elements inside each other`)
    }
    if (++this.elements > elements) {
      throw limitExceeded('elements', elements, `the message has more than ${elements} elements`)
    }
  }

  /** Attributes and the end of a start tag, up to its `>`. Returns the scope inside. */
  private tagRest(outside: Scope): Scope {
    const written: [string, string][] = []
    const declared: [string, string][] = []
    while (this.skipBlanks() && this.code() !== GREATER && this.code() !== SLASH) {
      const name = this.written()
      this.skipBlanks()
      if (this.code() !== EQUALS) throw this.malformed('an attribute needs a name and a value')
      this.at++
      this.skipBlanks()
      const value = this.quoted()
      if (name === 'xmlns' || name.startsWith('xmlns:')) this.declare(declared, name, value)
      else if (written.push([name, value]) > this.limits.attributes) throw this.tooMany('attributes')
    }
    if (this.code() === SLASH) {
      this.isEmpty = true
      this.at++
    }
    if (this.code() !== GREATER) throw this.malformed("a tag ends with '>'")
    const scope = declared.length === 0 ? outside : outside.with(declared)
    if (written.length > 0) this.attributes = this.resolved(written, scope)
    return scope
  }

  private declare(declared: [string, string][], written: string, namespace: string): void {
    const prefix = written.slice('xmlns:'.length)
    const problem = written === 'xmlns:' ? 'a prefix must be a name' : declarationProblem(prefix, namespace)
    if (problem !== undefined) throw this.malformed(problem)
    if (declared.some(([other]) => other === prefix)) throw this.malformed('a namespace prefix is declared twice')
    if (declared.push([prefix, namespace]) > this.limits.namespaces) throw this.tooMany('namespaces')
  }

  private resolved(written: readonly [string, string][], scope: Scope): Attribute[] {
    const attributes: Attribute[] = []
    for (const [name, value] of written) {
      const resolved = scope.attribute(name)
      if (resolved === undefined) throw this.malformed('an attribute name or its prefix is not valid')
      if (attributes.some((other) => other.name === resolved.name && other.namespace === resolved.namespace)) {
        throw this.malformed(`the attribute ${resolved.name} stands twice in a tag`)
      }
      attributes.push({ namespace: resolved.namespace, name: resolved.name, value })
    }
    return attributes
  }

  private endTag(): false {
    const name = this.openNames.at(-1)!
    if (!this.text.startsWith(name, this.at + 2)) throw this.malformed(`</${name}> is expected`)
    const start = this.at
    this.at += 2 + name.length
    this.skipBlanks()
    if (this.code() !== GREATER) throw this.malformed(`</${name}> is expected`, start)
    this.at++
    return this.close()
  }

  private close(): false {
    this.isEmpty = false
    this.openNames.pop()
    this.scopes.pop()
    return false
  }

  private noText(text: string): void {
    if (text !== '') throw new Violation('text is not expected between elements')
  }

  private unwanted(): Fault {
    return this.malformed('only comments and CDATA may start with <!; a DTD is not allowed')
  }

  private tooMany(limit: 'attributes' | 'namespaces'): Fault {
    const what = limit === 'attributes' ? 'attributes' : 'namespace declarations'
    return limitExceeded(limit, this.limits[limit], `an element has more than ${this.limits[limit]} ${what}`)
  }
}
