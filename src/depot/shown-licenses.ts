import type { Catalogue } from '../catalogue/catalogue.ts'
import type { ItemDefinition } from '../domain/item.ts'
import type { LicenseState } from '../domain/license.ts'
import { bytesOfId } from '../entities/columns.ts'
import { Container } from '../entities/container.ts'
import { License } from '../entities/license.ts'
import { inheritedEnds } from '../licenses/inherited-ends.ts'
import { withItems } from '../licenses/ticket-licenses.ts'
import type { Tx } from '../store/store.ts'

/** A license as the bearer of its ticket sees it. */
export interface ShownLicense {
  readonly id: string
  readonly state: LicenseState
  readonly generation: number
  readonly firmCode: number
  /** Of a module in its container the end of its base, if that comes first. */
  readonly expiresAt: Date | null
  /** See the row of the license. */
  readonly copyEndsAt: Date | null
  readonly baseId: string | null
  readonly item: ItemDefinition
  readonly containerSerial: string | undefined
}

/** Licenses of one ticket that an answer holds. */
const mostLicenses = 100

/**
 * The first licenses of each ticket, oldest first, and how many there are. Those whose place another took have left their
 * ticket and are neither shown nor counted (design §2.1, ReplaceLicense).
 */
export async function firstLicenses(
  tx: Tx,
  catalogue: Catalogue,
  ticketIds: readonly string[],
): Promise<Map<string, { count: number; licenses: ShownLicense[] }>> {
  const rows = await numbered(tx, ticketIds)
  const licenses = await withItems(
    tx,
    catalogue,
    rows.map(({ license }) => license),
  )
  const ends = await inheritedEnds(tx, catalogue, licenses)
  const byId = new Map(licenses.map((license) => [license.id, license]))
  const tickets = new Map<string, { count: number; licenses: ShownLicense[] }>()
  for (const { license: row, containerSerial, count } of rows) {
    const license = byId.get(row.id)
    if (license === undefined) continue
    const shown = { ...license, expiresAt: ends.get(row.id) ?? null, containerSerial }
    const ticket = tickets.get(row.ticketId)
    if (ticket === undefined) tickets.set(row.ticketId, { count, licenses: [shown] })
    else ticket.licenses.push(shown)
  }
  return tickets
}

interface NumberedLicense {
  readonly license: License
  readonly containerSerial: string | undefined
  readonly count: number
}

/** One statement for all tickets, however many licenses they hold. */
async function numbered(tx: Tx, ticketIds: readonly string[]): Promise<NumberedLicense[]> {
  const query = tx
    .createQueryBuilder(License, 'license')
    .innerJoin(
      (from) =>
        from
          .select('each.id', 'license_id')
          .addSelect('ROW_NUMBER() OVER (PARTITION BY each.ticket_id ORDER BY each.created_at, each.id)', 'place')
          .addSelect('COUNT(*) OVER (PARTITION BY each.ticket_id)', 'many')
          .from(License, 'each')
          .where('each.ticketId IN (:...ticketIds) AND each.replacedById IS NULL'),
      'ranked',
      'ranked.license_id = license.id',
    )
    .leftJoin(Container, 'container', 'container.id = license.containerId')
    .addSelect('container.serial', 'containerSerial')
    .addSelect('ranked.many', 'many')
    .where('ranked.place <= :mostLicenses')
    .orderBy('ranked.place')
    .setParameters({ ticketIds: ticketIds.map(bytesOfId), mostLicenses })
  const { entities, raw } = await query.getRawAndEntities<{ containerSerial: string | null; many: number | string }>()
  return entities.map((license, index) => ({
    license,
    containerSerial: raw[index]?.containerSerial ?? undefined,
    count: Number(raw[index]?.many ?? 0),
  }))
}
