import { hashOfContent } from '../domain/item-content-rules.ts'
import type { GivenContent, ItemDefinition, ItemDraft, LicenseOptions, SealedContent } from '../domain/item.ts'
import { Fault } from '../faults.ts'
import type { Sealer } from '../tickets/sealed-text.ts'
import type { FieldOf } from '../domain/item-problem.ts'

/**
 * The draft as it is stored: contents of hidden and secret data are sealed, and bytes that the item has already keep their
 * sealed text.
 * @throws Fault `ITEM_INVALID` for a `contentHash` whose bytes the item does not have
 */
export function sealContents(
  draft: ItemDraft,
  before: ItemDefinition | undefined,
  sealer: Sealer,
  fieldOf: FieldOf,
): ItemDefinition {
  const kept = new Map(
    lists.flatMap((list) => before?.options[list] ?? []).map((entry) => [entry.contentHash, entry.sealed]),
  )
  const sealedText = (given: GivenContent, list: string, index: number): SealedContent => {
    const contentHash = hashOf(given)
    const known = kept.get(contentHash)
    if (known !== undefined) return { sealed: known, contentHash }
    if (given.content === undefined) throw unknownContent(fieldOf(['options', list, index, 'contentHash']))
    const sealed = sealer.seal(Buffer.from(given.content, 'base64'), purposeOf(draft, contentHash))
    kept.set(contentHash, sealed)
    return { sealed, contentHash }
  }
  return { ...draft, options: withContents(draft.options, sealedText) }
}

/** The clear bytes of an entry of hidden or secret data, for the one container that gets the license. */
export function openContent(
  item: Pick<ItemDefinition, 'itemNumber'>,
  { sealed, contentHash }: SealedContent,
  sealer: Sealer,
): Buffer {
  return sealer.open(sealed, purposeOf(item, contentHash))
}

/** The item with each content by its hash: what two drafts have in common when they mean the same item. */
export function withHashes(item: ItemDefinition<GivenContent>): ItemDefinition<{ readonly contentHash: string }> {
  return { ...item, options: withContents(item.options, (given) => ({ contentHash: hashOf(given) })) }
}

const lists = ['hiddenData', 'secretData'] as const

/** The same options with something else in place of each content. */
function withContents<From extends GivenContent, To>(
  options: LicenseOptions<From>,
  contentOf: (given: From, list: string, index: number) => To,
): LicenseOptions<To> {
  const { hiddenData, secretData } = options
  const hidden = hiddenData?.map((entry, index) => {
    const { dataNumber, accessCode } = entry
    return { dataNumber, accessCode, ...contentOf(entry, 'hiddenData', index) }
  })
  const secret = secretData?.map((entry, index) => {
    return { dataNumber: entry.dataNumber, ...contentOf(entry, 'secretData', index) }
  })
  const replaced = { ...(hidden && { hiddenData: hidden }), ...(secret && { secretData: secret }) }
  return { ...(options as Omit<LicenseOptions<never>, 'hiddenData' | 'secretData'>), ...replaced }
}

function hashOf({ content, contentHash }: GivenContent): string {
  return content === undefined ? (contentHash ?? '') : hashOfContent(content)
}

function purposeOf({ itemNumber }: Pick<ItemDefinition, 'itemNumber'>, contentHash: string): string {
  return `content ${contentHash} of item ${itemNumber}`
}

function unknownContent(field: string): Fault {
  const text = 'The item has no content of this contentHash; give the content itself.'
  return new Fault('ITEM_INVALID', text, { field, details: { [field]: text } })
}
