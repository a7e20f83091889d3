import { isNcName } from './characters.ts'

/** Namespace names that XML itself knows (Namespaces in XML 1.0, §3). */
export const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace'
export const XMLNS_NAMESPACE = 'http://www.w3.org/2000/xmlns/'

/** A name with its namespace; no namespace is the empty string. */
export interface QName {
  readonly namespace: string
  readonly name: string
}

/**
 * The namespace declarations in force at some element, and the names resolved under them. A message declares its
 * namespaces on two or three elements and repeats a few names many times, so each name is split and checked once.
 */
export class Scope {
  private readonly outside: Scope | undefined
  private readonly prefixes: ReadonlyMap<string, string>
  private readonly elements = new Map<string, QName>()

  constructor(prefixes: ReadonlyMap<string, string>, outside?: Scope) {
    this.prefixes = prefixes
    this.outside = outside
  }

  /** The scope of a document's root element. One for each document: it remembers the names it has met. */
  static root(): Scope {
    return new Scope(new Map([['xml', XML_NAMESPACE]]))
  }

  /**
   * The scope below an element with these declarations (prefix, '' for the default, and namespace). It holds its own
   * only and asks outside for the others: copying all of them for each element would let a message of many
   * declarations and many elements cost their product.
   */
  with(declarations: readonly (readonly [string, string])[]): Scope {
    return new Scope(new Map(declarations), this)
  }

  /** The element name as written; undefined when it is no name or its prefix is not declared. */
  element(written: string): QName | undefined {
    let name = this.elements.get(written)
    if (name === undefined) {
      name = this.resolve(written, this.namespaceOf('') ?? '')
      if (name !== undefined) this.elements.set(written, name)
    }
    return name
  }

  /** The attribute name as written: without prefix it has no namespace. */
  attribute(written: string): QName | undefined {
    return this.resolve(written, '')
  }

  private resolve(written: string, unprefixed: string): QName | undefined {
    const colon = written.indexOf(':')
    const name = colon < 0 ? written : written.slice(colon + 1)
    if (colon === 0 || !isNcName(name)) return undefined
    if (colon < 0) return { namespace: unprefixed, name }
    const namespace = this.namespaceOf(written.slice(0, colon))
    return namespace === undefined ? undefined : { namespace, name }
  }

  private namespaceOf(prefix: string): string | undefined {
    return this.prefixes.get(prefix) ?? this.outside?.namespaceOf(prefix)
  }
}

/** Why this declaration is not allowed, if it is not (Namespaces in XML 1.0, §3 and its constraints). */
export function declarationProblem(prefix: string, namespace: string): string | undefined {
  if (prefix !== '' && !isNcName(prefix)) return 'a prefix must be a name'
  if (prefix === 'xmlns') return 'the prefix xmlns must not be declared'
  if ((prefix === 'xml') !== (namespace === XML_NAMESPACE)) return 'the prefix xml and its namespace belong together'
  if (namespace === XMLNS_NAMESPACE) return 'the namespace of xmlns must not be declared'
  if (prefix !== '' && namespace === '') return `the prefix ${prefix} has an empty namespace`
  return undefined
}
