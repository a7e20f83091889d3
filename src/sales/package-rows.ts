import type { License } from '../entities/license.ts'
import type { Call } from '../operation.ts'
import type { LineWithLicenses } from './intake.ts'
import { licenseRow } from './license-row.ts'
import type { Sale, SoldPart } from './sale.ts'

/** Where the licenses of a line belong. */
type Place = Pick<License, 'ticketId' | 'orderLineId' | 'orderScope' | 'customerId' | 'dedicatedSerial'>

/** The licenses of a line that sells a package: everything in it, once for each piece. */
export function packageRows(call: Call, sale: Sale, place: Place): Pick<LineWithLicenses, 'licenses' | 'otherItems'> {
  const otherItems = new Map<string, string>()
  const licenses: License[] = []
  for (let piece = 0; piece < sale.wish.quantity; piece++) {
    const pieceId = call.newId()
    for (const part of sale.parts ?? []) {
      const license = partRow(call, sale, part, { ...place, pieceId })
      licenses.push(license)
      otherItems.set(license.id, part.item.definition.itemNumber)
    }
  }
  return { licenses, otherItems }
}

/**
 * A license that belongs to a piece of a package. It has parameters of its own, as those of the line are meant for all
 * items of the package.
 */
export function partRow(
  call: Call,
  { article }: Pick<Sale, 'article'>,
  { item, factor, parameters }: SoldPart,
  place: Place & Pick<License, 'pieceId'>,
): License {
  return licenseRow(call, item, { ...place, factor, packageId: article.packageId ?? null, parameters })
}
