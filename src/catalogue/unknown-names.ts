import { containerTypes } from './container-types.ts'
import type { Catalogue } from './catalogue.ts'
import type { ItemProblem } from '../domain/item-problem.ts'
import type { ItemDraft } from '../domain/item.ts'
import type { Tx } from '../store/store.ts'

/**
 * What is wrong with the items and container types that an item names: bases have to exist, be of the same firm code, as no
 * context shows licenses of another one, and not be packages; container types have to exist and be of a kind that the item
 * allows. A base may be retired: its licenses are still in use.
 * @param beside items that are about to be stored together with this one
 */
export async function unknownNames(
  tx: Tx,
  draft: ItemDraft,
  catalogue: Catalogue,
  beside: ReadonlyMap<string, ItemDraft> = new Map(),
): Promise<ItemProblem[]> {
  return [...(await baseProblems(tx, draft, catalogue, beside)), ...(await typeProblems(tx, draft))]
}

async function baseProblems(
  tx: Tx,
  { firmCode, upgradeBases = [], moduleBases = [] }: ItemDraft,
  catalogue: Catalogue,
  beside: ReadonlyMap<string, ItemDraft>,
): Promise<ItemProblem[]> {
  const stored = await catalogue.sold(tx, [...upgradeBases, ...moduleBases])
  const judge = (list: string, bases: readonly string[]) =>
    bases.flatMap((base, index): ItemProblem[] => {
      const known = beside.get(base) ?? stored.get(base)?.definition
      if (known?.firmCode === firmCode) return []
      const text =
        known === undefined
          ? `${list} names ${base}, which is no item of the catalogue.`
          : `${list} names ${base}, which is of firm code ${known.firmCode} and not of ${firmCode}.`
      return [{ path: [list, index], text }]
    })
  return [...judge('upgradeBases', upgradeBases), ...judge('moduleBases', moduleBases)]
}

async function typeProblems(tx: Tx, { containerKinds, containerTypeNames = [] }: ItemDraft): Promise<ItemProblem[]> {
  const types = await containerTypes(tx, containerTypeNames)
  return containerTypeNames.flatMap((name, index): ItemProblem[] => {
    const kind = types.get(name)?.containerKind
    if (kind !== undefined && containerKinds.includes(kind)) return []
    const text =
      kind === undefined
        ? `There is no container type ${name}; put it first.`
        : `Container type ${name} is one of ${kind} containers, which containerKinds does not allow.`
    return [{ path: ['containerTypeNames', index], text }]
  })
}
