import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml'
import type { ItemPath } from '../domain/item-problem.ts'

/** Something wrong in a file, and where. */
export interface Mistake {
  readonly line: number
  readonly column: number
  /** `items[2].options.featureMap` */
  readonly place: string
  readonly text: string
}

/** A YAML 1.2 file that was read. */
export interface YamlFile {
  /** Undefined where it is empty, or where it has mistakes. */
  readonly value: unknown
  /** What is no YAML at all. */
  readonly mistakes: readonly Mistake[]
  /** A mistake at a place of the file; of something left out, where its owner is. */
  mistakeAt: (path: ItemPath, text: string) => Mistake
}

export function readYaml(source: string): YamlFile {
  const counter = new LineCounter()
  const document = parseDocument(source, { lineCounter: counter, prettyErrors: false, merge: true })
  const mistakes = document.errors.map(({ pos: [offset], message }): Mistake => {
    const { line, col } = counter.linePos(offset)
    return { line, column: col, place: '', text: message }
  })
  return {
    value: mistakes.length > 0 ? undefined : valueOf(document, mistakes),
    mistakes,
    mistakeAt: (path, text) => {
      const { line, col } = counter.linePos(nodeAt(document, path))
      return { line, column: col, place: placeText(path), text }
    },
  }
}

/** Anchors may be named often; what a few of them make thousands of is refused. */
const mostAliases = 10_000

function valueOf(document: Document.Parsed, mistakes: Mistake[]): unknown {
  try {
    return document.toJS({ maxAliasCount: mostAliases }) as unknown
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error
    mistakes.push({
      line: 1,
      column: 1,
      place: '',
      text: `the anchors of the file cannot be followed: ${error.message}`,
    })
    return undefined
  }
}

/** Mistakes in the order of the file. */
export function inOrder(mistakes: readonly Mistake[]): readonly Mistake[] {
  return [...mistakes].sort((a, b) => a.line - b.line || a.column - b.column)
}

/** One line for each mistake, as compilers write them: `catalogue.yaml:12:7: ...`. */
export function linesOf(file: string, mistakes: readonly Mistake[]): string[] {
  return mistakes.map(
    ({ line, column, place, text }) => `${file}:${line}:${column}: ${place ? `${place}: ` : ''}${text}`,
  )
}

/** Where the path is written in the file; of something left out or written in a short form, where its owner is. */
function nodeAt(document: Document.Parsed, path: ItemPath): number {
  let node: unknown = document.contents
  let offset = 0
  for (const step of [undefined, ...path]) {
    const [next, at] = step === undefined ? [node, offsetOf(node)] : childOf(document, node, step)
    if (next === undefined) break
    node = next
    offset = at ?? offset
  }
  return offset
}

function childOf(document: Document.Parsed, parent: unknown, step: string | number): [unknown, number | undefined] {
  const owner = isAlias(parent) ? parent.resolve(document) : parent
  if (isSeq(owner) && typeof step === 'number') return [owner.items[step], offsetOf(owner.items[step])]
  const pair = isMap(owner) ? owner.items.find(({ key }) => isScalar(key) && key.value === step) : undefined
  // The name of a field is the better place to point at: its value may be a whole block.
  return pair === undefined ? [undefined, undefined] : [pair.value ?? pair.key, offsetOf(pair.key)]
}

function offsetOf(node: unknown): number | undefined {
  return (node as Node | undefined)?.range?.[0]
}

function placeText(path: ItemPath): string {
  return path.map((step, depth) => (typeof step === 'number' ? `[${step}]` : depth === 0 ? step : `.${step}`)).join('')
}
