import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml'
import type { ContainerType } from '../../domain/container-type.ts'
import { identifier } from '../../domain/identifier.ts'
import { packageProblems, type PackageDefinition } from '../../domain/item-package.ts'
import { itemProblems } from '../../domain/item-rules.ts'
import type { ItemPath } from '../../domain/item-problem.ts'
import { normaliseItem, type ItemDraft } from '../../domain/item.ts'
import { UserError } from '../../user-error.ts'
import { containerTypeShape } from './container-type-shape.ts'
import { firmCode, itemShape } from './item-shape.ts'
import { packageShape } from './package-shape.ts'
import { absent, list, mapping, text, type Reader, type Tell } from './shape.ts'

/** A firm code of the file. */
export interface FirmEntry {
  readonly firmCode: number
  readonly name: string
}

/** Something wrong in the file, and where. */
export interface Mistake {
  readonly line: number
  readonly column: number
  /** `items[2].options.featureMap` */
  readonly place: string
  readonly text: string
}

/** A catalogue file that was read. Paths begin at its top: `['items', 2, 'options', 'featureMap']`. */
export interface CatalogueFile {
  readonly name: string
  readonly firmCodes: readonly FirmEntry[]
  readonly containerTypes: readonly ContainerType[]
  readonly items: readonly ItemDraft[]
  readonly packages: readonly PackageDefinition[]
  mistakeAt(path: ItemPath, text: string): Mistake
}

/** All mistakes of a catalogue file at once, one a line as compilers write them: `catalogue.yaml:12:7: ...`. */
export class CatalogueMistakes extends UserError {
  override readonly name = 'CatalogueMistakes'
  readonly mistakes: readonly Mistake[]

  constructor(file: string, mistakes: readonly Mistake[]) {
    const sorted = [...mistakes].sort((a, b) => a.line - b.line || a.column - b.column)
    const lines = sorted.map(
      ({ line, column, place, text }) => `${file}:${line}:${column}: ${place ? `${place}: ` : ''}${text}`,
    )
    super(`Nothing was stored; the catalogue has ${count(sorted.length)}:\n${lines.join('\n')}`)
    this.mistakes = sorted
  }
}

/**
 * Reads a catalogue file (YAML 1.2) and checks everything that needs no database.
 * @throws CatalogueMistakes with all mistakes
 */
export function readCatalogue(name: string, source: string, timeZone: string): CatalogueFile {
  const counter = new LineCounter()
  const document = parseDocument(source, { lineCounter: counter, prettyErrors: false, merge: true })
  const mistakeAt = (path: ItemPath, problem: string): Mistake => {
    const { line, col } = counter.linePos(nodeAt(document, path))
    return { line, column: col, place: placeText(path), text: problem }
  }
  const mistakes = document.errors.map(({ pos: [offset], message }): Mistake => {
    const { line, col } = counter.linePos(offset)
    return { line, column: col, place: '', text: message }
  })
  if (mistakes.length > 0) throw new CatalogueMistakes(name, mistakes)
  const tell: Tell = (path, problem) => void mistakes.push(mistakeAt(path, problem))

  const raw = top(plainValue(document), [], tell) ?? emptyTop
  const firmCodes = raw.firmCodes.map((value, index) => firmEntry(value, ['firmCodes', index], tell))
  const containerTypes = raw.containerTypes.map((value, index) =>
    containerTypeShape(value, ['containerTypes', index], tell),
  )
  // A single firm code that has a mistake of its own is still the one that the items mean.
  const onlyFirmCode = firmCodes.length === 1 ? (firmCodes[0]?.firmCode ?? 1) : undefined
  const shape = itemShape(timeZone, onlyFirmCode)
  const items = raw.items.map((value, index) => readItem(shape, value, ['items', index], tell))
  const packages = raw.packages.map((value, index) => readPackage(value, ['packages', index], tell))
  tellRepeated({ firmCodes: raw.firmCodes }, 'firmCode', tell)
  tellRepeated({ containerTypes: raw.containerTypes }, 'containerTypeName', tell)
  // One number is an item or a package, never both.
  tellRepeated({ items: raw.items, packages: raw.packages }, 'itemNumber', tell)
  if (mistakes.length > 0) throw new CatalogueMistakes(name, mistakes)
  return {
    name,
    firmCodes: firmCodes.filter(isThere),
    containerTypes: containerTypes.filter(isThere),
    items: items.filter(isThere),
    packages: packages.filter(isThere),
    mistakeAt,
  }
}

interface Top {
  readonly firmCodes: readonly unknown[]
  readonly containerTypes: readonly unknown[]
  readonly items: readonly unknown[]
  readonly packages: readonly unknown[]
}

const emptyTop: Top = { firmCodes: [], containerTypes: [], items: [], packages: [] }

const anything: Reader<unknown> = (value) => value
const top = mapping<Top>({
  firmCodes: absent(list(anything, 1_000), []),
  containerTypes: absent(list(anything, 1_000), []),
  items: absent(list(anything, 100_000), []),
  packages: absent(list(anything, 100_000), []),
})
const firmEntry = mapping<FirmEntry>({ firmCode, name: text(256) })

/** Reads an item, and checks the rules of the catalogue when it can be read. */
function readItem(shape: Reader<ItemDraft>, value: unknown, path: ItemPath, tell: Tell): ItemDraft | undefined {
  const draft = shape(value, path, tell)
  if (draft === undefined) return undefined
  const item = normaliseItem(draft)
  for (const problem of itemProblems(item)) tell([...path, ...problem.path], problem.text)
  return item
}

function readPackage(value: unknown, path: ItemPath, tell: Tell): PackageDefinition | undefined {
  const definition = packageShape(value, path, tell)
  if (definition === undefined) return undefined
  for (const problem of packageProblems(definition)) tell([...path, ...problem.path], problem.text)
  return definition
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined
}

/** An empty file is an empty catalogue. */
function plainValue(document: Document.Parsed): unknown {
  return (document.toJS() as unknown) ?? {}
}

/** Entries of some lists are the same by their key, also if they are wrong in other ways. */
function tellRepeated(lists: Readonly<Record<string, readonly unknown[]>>, key: string, tell: Tell): void {
  const seen = new Map<unknown, string>()
  const entries = Object.entries(lists).flatMap(([listName, list]) =>
    list.map((entry, index) => ({ entry, listName, index })),
  )
  for (const { entry, listName, index } of entries) {
    const written = (entry as Partial<Record<string, unknown>> | null)?.[key]
    if (written === undefined || written === null) continue
    const value = typeof written === 'string' ? identifier(written) : written
    const first = seen.get(value)
    if (first === undefined) seen.set(value, `${listName}[${index}]`)
    else tell([listName, index, key], `${JSON.stringify(value)} is there twice, also as ${first}`)
  }
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

function count(mistakes: number): string {
  return mistakes === 1 ? 'one mistake' : `${mistakes} mistakes`
}
