import { In } from 'typeorm'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { HeldLicenses } from '../contract/depot.ts'
import { shownEnd } from '../domain/expiration.ts'
import { statesWithUser } from '../domain/license.ts'
import type { Chain } from '../entities/chain.ts'
import { License } from '../entities/license.ts'
import { inheritedEnds } from '../licenses/inherited-ends.ts'
import { withItems } from '../licenses/ticket-licenses.ts'
import type { Tx } from '../store/store.ts'

/** So many licenses are listed; there is a count of all. */
const mostListed = 300

/** What a container holds, as answers tell it. */
interface Holdings {
  readonly heldCount: number
  readonly heldLicenses: HeldLicenses
}

/** A container that does not live here shows what it holds itself. */
export const shownElsewhere: Holdings = { heldCount: 0, heldLicenses: { heldLicense: [] } }

/** What a container that lives on the server holds of a firm code, for whoever has the credential and nothing else. */
export async function heldLicenses(
  tx: Tx,
  catalogue: Catalogue,
  { containerId, firmCode }: Pick<Chain, 'containerId' | 'firmCode'>,
): Promise<Holdings> {
  const where = { containerId, firmCode, state: In([...statesWithUser]) }
  const order = { createdAt: 'ASC', id: 'ASC' } as const
  const [rows, heldCount] = await tx.findAndCount(License, { where, order, take: mostListed })
  const licenses = await withItems(tx, catalogue, rows)
  const ends = await inheritedEnds(tx, catalogue, licenses)
  const heldLicense = licenses.map(({ id: licenseId, state, item: { itemNumber, name, productCode } }) => {
    const expirationTime = shownEnd(ends.get(licenseId) ?? null)
    return { licenseId, itemNumber, name, productCode: BigInt(productCode), state, expirationTime }
  })
  return { heldCount, heldLicenses: { heldLicense } }
}
