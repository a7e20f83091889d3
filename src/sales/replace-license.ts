import { In, IsNull, Not } from 'typeorm'
import type { SoldItem } from '../catalogue/catalogue.ts'
import type { ReplaceLicense, ReplaceLicenseResponse, Replacement } from '../contract/sales.ts'
import { requiredIdentifier } from '../domain/identifier.ts'
import { checkParameters } from '../domain/item-parameters.ts'
import { isWithUser, type LicenseState } from '../domain/license.ts'
import type { NamedValue } from '../domain/order-content.ts'
import { licensesOfLine } from '../domain/order-limits.ts'
import { checkDedication } from '../domain/order-serial.ts'
import { License } from '../entities/license.ts'
import { OrderLine } from '../entities/order-line.ts'
import { Fault } from '../faults.ts'
import { findRequest, rememberRequest, unlessDone } from '../intake/request-key.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { exchange, judgeExchange } from '../vendor-actions/exchange.ts'
import { type Article, sellableArticle } from './article.ts'
import { readParameters } from './order-wish.ts'
import { ownLicense } from './own-license.ts'
import type { SalesParts } from './parts.ts'
import { successorOf } from './successor.ts'

/**
 * Puts a license of another item in the place of a license on its ticket. The old one leaves the ticket and stays in the
 * history. While it is with a user, the new one can go only into the same container, in one step that takes the old one
 * out; if it cannot go there, because of its kind or its firm code, it can be collected once the old one is out.
 *
 * @throws Fault `LICENSE_UNKNOWN`, `LICENSE_STATE`, `ITEM_UNKNOWN`, `ITEM_RETIRED`, `PARAMETER_INVALID`,
 * `CONTAINER_KIND`, `REQUEST_CONFLICT`, `INVALID_REQUEST`, `LIMIT_EXCEEDED`, `FORBIDDEN`
 */
export async function replaceLicense(
  { replacement }: ReplaceLicense,
  call: Call,
  parts: SalesParts,
): Promise<ReplaceLicenseResponse> {
  const wish = readReplacement(replacement)
  const content = { ...replacement, ...wish }
  return call.answer(async (tx) => {
    const doneBefore = await findRequest(tx, call, { content })
    if (doneBefore !== undefined) return answer(tx, parts, await pairOf(tx, doneBefore))
    return unlessDone(tx, call, { content }, async () => {
      const old = await ownLicense(tx, call.caller, replacement.licenseId, 'replacement/licenseId')
      const refused = judgeExchange(old)
      if (refused !== undefined) throw new Fault(refused.code, refused.text, { field: 'replacement/licenseId' })
      const successor = await makeSuccessor(tx, call, parts, old, wish)
      await rememberRequest(tx, call, { content, reference: successor.id })
      await exchange(tx, call, [{ old, successor }], replacement)
      call.note({ licenseId: old.id, successor: successor.id })
      const pair = await pairOf(tx, successor.id)
      // A check makes no license, so there is none to name.
      return answer(tx, parts, call.check ? pair.slice(0, 1) : pair)
    })
  })
}

interface Wish {
  readonly itemNumber: string
  readonly parameters: readonly NamedValue[]
}

function readReplacement({ itemNumber, parameters }: Replacement): Wish {
  return {
    itemNumber: requiredIdentifier(itemNumber, 'replacement/itemNumber', 64),
    parameters: readParameters(parameters?.parameter ?? [], 'replacement/parameters'),
  }
}

async function makeSuccessor(
  tx: Tx,
  call: Call,
  { catalogue }: SalesParts,
  old: License,
  { itemNumber, parameters }: Wish,
): Promise<License> {
  const field = 'replacement/itemNumber'
  const article = sellableArticle(
    await catalogue.offer(tx, [itemNumber]),
    { field: 'replacement', itemNumber },
    call.caller,
  )
  const item = singleItem(article, itemNumber, field)
  const { definition } = item
  if (!sharesUnits(old, item) && (await isPart(tx, old))) {
    const text = `units of one piece were split among this license and others, and one of item ${itemNumber} cannot have a part of them; withdraw the others first, or use ReplaceOrder`
    throw new Fault('INVALID_REQUEST', text, { field })
  }
  checkParameters(definition, 'order', parameters, 'replacement/parameters')
  checkDedication(definition, old.dedicatedSerial, field)
  const { count, factor } = licensesOfLine(definition, old.factor, field)
  if (count > 1) {
    const text = `the license stands for ${count} pieces and item ${itemNumber} makes a license of each; use ReplaceOrder`
    throw new Fault('INVALID_REQUEST', text, { field })
  }
  const { dedicatedSerial, packageId, itemVersionId } = old
  const version = (await catalogue.versions(tx, [itemVersionId])).get(itemVersionId)
  if (version === undefined) throw new Error(`the item of license ${old.id} is missing`)
  return successorOf(call, { license: old, item: version.definition }, item, {
    factor,
    dedicatedSerial,
    packageId,
    parameters: [...parameters],
  })
}

/** A license has one successor, so that no package can follow it. */
function singleItem({ packageId, contents: [content] }: Article, itemNumber: string, field: string): SoldItem {
  if (packageId === undefined && content !== undefined) return content.item
  const text = `${itemNumber} is a package, which makes several licenses; use ReplaceOrder`
  throw new Fault('INVALID_REQUEST', text, { field })
}

/** Whether a successor of this item has the units of the old one, and no more. */
function sharesUnits({ itemId }: License, { itemId: newId, definition }: SoldItem): boolean {
  return itemId === newId && definition.options.unitCounter !== undefined
}

/** Whether others have units of the same piece: each of them would become a whole one. */
async function isPart(tx: Tx, { id, orderLineId, itemId, pieceId, units }: License): Promise<boolean> {
  if (pieceId === null || units === null) return false
  const others = { id: Not(id), orderLineId, itemId, pieceId, units: Not(IsNull()), replacedById: IsNull() }
  return tx.existsBy(License, { ...others, state: Not(In(['Withdrawn', 'Replaced', 'Blocked'])) })
}

/** A successor, after the license whose place it took. */
async function pairOf(tx: Tx, successorId: string): Promise<License[]> {
  const successor = await tx.findOneByOrFail(License, { id: successorId })
  return [await tx.findOneByOrFail(License, { id: successor.replacesId ?? '' }), successor]
}

async function answer(
  tx: Tx,
  { catalogue }: SalesParts,
  licenses: readonly License[],
): Promise<ReplaceLicenseResponse> {
  const [old] = licenses
  const line = await tx.findOneByOrFail(OrderLine, { id: old?.orderLineId ?? '' })
  const versionIds = licenses.map(({ itemVersionId }) => itemVersionId)
  const versions = await catalogue.versions(tx, versionIds)
  const license = licenses.map(({ id, itemVersionId, state }) => {
    const itemNumber = versions.get(itemVersionId)?.definition.itemNumber ?? ''
    return { licenseId: id, lineNumber: line.lineNumber, itemNumber, state }
  })
  const pending = isWithUser(old?.state as LicenseState) ? 'yes' : 'no'
  return { result: { licenses: { license }, pending } }
}
