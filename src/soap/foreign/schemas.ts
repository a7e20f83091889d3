import { type Node, readTree, XSD } from '../wsdl/tree.ts'

/** A schema of a foreign WSDL, inline or of a file beside it. */
export interface SchemaPart {
  readonly node: Node
  readonly namespace: string
  readonly isQualified: boolean
  /** Its file has no namespace of its own, so its bare names are in that of the schema that includes it. */
  readonly isChameleon: boolean
}

/** Reads a file by its path relative to the WSDL; throws when there is none. */
export type ReadBeside = (path: string) => string

/** A global definition and the schema it stands in. */
export interface Definition {
  readonly node: Node
  readonly part: SchemaPart
}

export type DefinitionKind = 'element' | 'type' | 'attribute'

/** All schemas of a WSDL, with what they include and import from files beside it. */
export class Schemas {
  /** The files that were read, by path. */
  readonly files = new Map<string, string>()
  private readonly definitions = new Map<string, Definition>()
  private readonly readBeside: ReadBeside

  constructor(readBeside: ReadBeside) {
    this.readBeside = readBeside
  }

  /** Takes in the definitions of a schema, and of the schemas that it refers to. */
  add(node: Node, directory = '', including?: string): void {
    if (node.namespace !== XSD || node.name !== 'schema') throw node.refuse('it is no XML schema')
    const own = node.take('targetNamespace')
    if (including !== undefined && own !== undefined && own !== including) {
      throw node.refuse(`it is included into the namespace ${including} but has ${own}`)
    }
    const part: SchemaPart = {
      node,
      namespace: own ?? including ?? '',
      isQualified: node.take('elementFormDefault') === 'qualified',
      isChameleon: own === undefined && including !== undefined,
    }
    if (node.take('attributeFormDefault') === 'qualified') throw node.refuse('qualified attributes are not supported')
    for (const name of ['version', 'blockDefault', 'finalDefault']) node.take(name)
    for (const include of node.all(XSD, 'include')) this.follow(include, directory, part.namespace)
    for (const imported of node.all(XSD, 'import')) {
      imported.take('namespace')
      this.follow(imported, directory, undefined)
    }
    for (const name of ['simpleType', 'complexType', 'element'] as const) {
      for (const each of node.all(XSD, name)) this.define(name === 'element' ? 'element' : 'type', each, part)
    }
    node.doneButForExtensions()
  }

  find(kind: DefinitionKind, { namespace, name }: { namespace: string; name: string }): Definition | undefined {
    return this.definitions.get(`${kind} {${namespace}}${name}`)
  }

  private define(kind: DefinitionKind, node: Node, part: SchemaPart): void {
    const key = `${kind} {${part.namespace}}${node.need('name')}`
    if (this.definitions.has(key)) throw node.refuse('it is defined twice')
    this.definitions.set(key, { node, part })
  }

  /** An import without location is of a schema that stands in the WSDL as well. */
  private follow(reference: Node, directory: string, including: string | undefined): void {
    const location = reference.take('schemaLocation')
    reference.doneButForExtensions()
    if (location === undefined) return
    if (!/^[\w.-]+(?:\/[\w.-]+)*$/.test(location) || location.split('/').includes('..')) {
      throw reference.refuse(
        `schemaLocation="${location}" must be a file beside the WSDL; save it there, and name it here`,
      )
    }
    const path = directory + location.replace(/^(?:\.\/)+/, '')
    if (this.files.has(path)) return
    const text = this.readBeside(path)
    this.files.set(path, text)
    try {
      this.add(readTree(text, true), path.slice(0, path.lastIndexOf('/') + 1), including)
    } catch (error) {
      throw new Error(`${path}: ${(error as Error).message}`, { cause: error })
    }
  }
}
