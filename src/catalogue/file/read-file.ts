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
import { inOrder, linesOf, readYaml, type Mistake } from '../../yaml-file/document.ts'
import { absent, list, mapping, text, type Reader, type Tell } from '../../yaml-file/shape.ts'

/** A firm code of the file. */
export interface FirmEntry {
  readonly firmCode: number
  readonly name: string
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
    const sorted = inOrder(mistakes)
    super(`Nothing was stored; the catalogue has ${count(sorted.length)}:\n${linesOf(file, sorted).join('\n')}`)
    this.mistakes = sorted
  }
}

/**
 * Reads a catalogue file (YAML 1.2) and checks everything that needs no database.
 * @throws CatalogueMistakes with all mistakes
 */
export function readCatalogue(name: string, source: string, timeZone: string): CatalogueFile {
  const { value, mistakes: broken, mistakeAt } = readYaml(source)
  if (broken.length > 0) throw new CatalogueMistakes(name, broken)
  const mistakes: Mistake[] = []
  const tell: Tell = (path, problem) => void mistakes.push(mistakeAt(path, problem))

  // An empty file is an empty catalogue.
  const raw = top(value ?? {}, [], tell) ?? emptyTop
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

function count(mistakes: number): string {
  return mistakes === 1 ? 'one mistake' : `${mistakes} mistakes`
}
