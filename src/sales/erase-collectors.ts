import { In } from 'typeorm'
import { Chain } from '../entities/chain.ts'
import { Container } from '../entities/container.ts'
import { ContainerOwner } from '../entities/container-owner.ts'
import { LedgerEvent } from '../entities/ledger-event.ts'
import { License } from '../entities/license.ts'
import { Session } from '../entities/session.ts'
import { Transfer } from '../entities/transfer.ts'
import { record } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { changeRow } from '../store/change-row.ts'
import type { Tx } from '../store/store.ts'

/** Rows of one statement; a large customer has many licenses. */
const idsPerStatement = 500

/**
 * Forgets who collected the licenses of a customer, and whose cloud containers they are in: transfers and owners name them. A license may have been in several containers, and
 * the ledger tells in which, so that also the transfers of those it has left are found.
 */
export async function eraseCollectors(
  tx: Tx,
  call: Call,
  customer: Pick<License, 'customerId' | 'orderScope'>,
): Promise<void> {
  const licenses = await tx.find(License, { select: { id: true }, where: customer })
  const ids = licenses.map(({ id }) => id)
  const own = new Set(ids)
  const serials = new Set<string>()
  for (const some of chunks(ids)) for (const serial of await serialsOf(tx, some)) serials.add(serial)
  for (const some of chunks([...serials])) {
    const containers = await tx.findBy(Container, { serial: In(some) })
    for (const container of containers) await forgetOwner(tx, call, container, customer)
    const chains = await tx.findBy(Chain, { containerId: In(containers.map(({ id }) => id)) })
    for (const { id: chainId } of chains) {
      const transfers = await tx.findBy(Transfer, { chainId })
      for (const transfer of transfers.filter((each) => names(each, own))) await forget(tx, call, transfer)
    }
  }
}

async function serialsOf(tx: Tx, licenseIds: readonly string[]): Promise<string[]> {
  const events = await tx.findBy(LedgerEvent, {
    aggregateKind: 'license',
    aggregateId: In([...licenseIds]),
    change: 'LicenseCollected',
  })
  return events.flatMap(({ after }) => (after as { containerSerial?: string }).containerSerial ?? [])
}

/** A transfer, as far as it tells of people. */
interface Results {
  readonly licenses: readonly { readonly licenseId: string }[]
  readonly collector?: unknown
}

function names(transfer: Transfer, own: ReadonlySet<string>): boolean {
  const { licenses, collector } = transfer.results as Results
  return collector !== undefined && licenses.some(({ licenseId }) => own.has(licenseId))
}

async function forget(tx: Tx, call: Call, transfer: Transfer): Promise<void> {
  const results = { ...(transfer.results as Results), collector: undefined }
  await changeRow(tx, Transfer, transfer, { results, updatedAt: call.now })
}

/** A cloud container goes on without its owner: whoever has the credential still opens it, and nobody knows who that is. */
async function forgetOwner(
  tx: Tx,
  call: Call,
  container: Container,
  { orderScope }: Pick<License, 'orderScope'>,
): Promise<void> {
  const { id: containerId } = container
  const { affected } = await tx.delete(ContainerOwner, { containerId, orderScope })
  if (affected !== 1) return
  await tx.update(Session, { containerId }, { deviceName: null })
  const version = await changeRow(tx, Container, container, { updatedAt: call.now })
  await record(tx, call, [{ kind: 'container', id: containerId, version, change: 'ContainerOwnerErased' }])
}

function chunks<T>(all: readonly T[]): T[][] {
  const count = Math.ceil(all.length / idsPerStatement)
  return Array.from({ length: count }, (_, index) => all.slice(index * idsPerStatement, (index + 1) * idsPerStatement))
}
