import { In } from 'typeorm'
import type { FindLicenses, FindLicensesResponse } from '../contract/sales.ts'
import { readPlace, writePlace } from '../domain/place.ts'
import type { Call } from '../operation.ts'
import { fillPage, rowsToRead } from '../paging/page.ts'
import type { Tx } from '../store/store.ts'
import { findLicenseIds, readLicenseQuery } from './license-search.ts'
import { licensesWithOrigin, openStates, type SealedState, sealedStates } from './license-states.ts'
import type { SalesParts } from './parts.ts'
import { listIdentity } from './list-identity.ts'

/** As long as every ticket, so that a page can be measured before any is opened. */
const someTicket = 'ABCDE-FGHJK-MNPQR-STVWX-YZ234'

/**
 * The licenses of the client's order scope that a query describes, newest first. A page begins behind the last license of
 * the page before, at its instant and id, which never change: a license that is added meanwhile makes no other one appear
 * twice or not at all. What changes so that the query describes it no longer, or only now, is judged when its page comes.
 * @throws Fault `CURSOR_INVALID`, `TICKET_MALFORMED`, `INVALID_REQUEST`
 */
export async function findLicenses(input: FindLicenses, call: Call, parts: SalesParts): Promise<FindLicensesResponse> {
  const { licenseQuery, pageSize, cursor } = input
  const { orderScope } = call.caller
  const identity = listIdentity('FindLicenses', orderScope, licenseQuery)
  const after = cursor === undefined ? undefined : readPlace(parts.cursors.read(identity, cursor))
  const found = await call.store.read(async (tx) => {
    const search = await readLicenseQuery(tx, licenseQuery, orderScope, parts)
    if (search === undefined) return []
    return load(tx, parts, await findLicenseIds(tx, search, { after, limit: rowsToRead(pageSize) }))
  })

  const measured = found.map(({ state }) => ({ ...state, ticketId: someTicket }))
  const { rows, more } = fillPage(measured, { pageSize, element: 'licenseState' })
  const page = found.slice(0, rows.length)
  const last = page.at(-1)?.license
  const nextCursor = more && last ? parts.cursors.write(identity, writePlace(last)) : undefined
  return { result: { licenseStates: { licenseState: openStates(call, parts.vault, page) }, nextCursor } }
}

async function load(tx: Tx, { catalogue }: SalesParts, ids: readonly string[]): Promise<SealedState[]> {
  if (ids.length === 0) return []
  const query = licensesWithOrigin(tx).where({ id: In(ids) })
  const states = await sealedStates(tx, catalogue, query)
  const byId = new Map(states.map((each) => [each.license.id, each]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}
