import { In } from 'typeorm'
import { Container } from '../entities/container.ts'
import { License } from '../entities/license.ts'
import { record } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { changeRow } from '../store/change-row.ts'
import type { Tx } from '../store/store.ts'
import { openActions } from '../vendor-actions/actions.ts'
import { recallCopies, type OldCopy } from './recall.ts'

/** What a container shows to one firm code. */
export interface ShownCopies {
  readonly containerId: string
  readonly firmCode: number
  readonly licenseIds: readonly string[]
  /** Licenses that a step on its way takes out. */
  readonly leaving: ReadonlySet<string>
}

const idForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/**
 * Copies in a container of licenses that it does not have by our books, and that it is not told to give up yet: it was
 * blocked, or believed, while they were issued anew elsewhere. Asked at every contact: mostly one look into an index.
 */
export async function strayCopies(
  tx: Tx,
  { containerId, firmCode, licenseIds, leaving }: ShownCopies,
): Promise<OldCopy[]> {
  if (licenseIds.length === 0) return []
  const own = await tx.find(License, { select: { id: true }, where: { containerId, firmCode } })
  const here = new Set(own.map(({ id }) => id))
  const strange = licenseIds.filter((id) => idForm.test(id) && !here.has(id) && !leaving.has(id))
  if (strange.length === 0) return []
  const known = await tx.find(License, { select: { id: true }, where: { id: In(strange), firmCode } })
  const open = await openActions(tx, { containerIds: [containerId] })
  const told = new Set(open.filter(({ kind }) => kind === 'recall').map(({ licenseId }) => licenseId))
  return known.flatMap(({ id: licenseId }) => (told.has(licenseId) ? [] : [{ licenseId, firmCode, containerId }]))
}

/** So many licenses are named by an event; it has the number of all. */
const mostNamed = 20

/** Has a container give stray copies up, and tells of it in its history. */
export async function recallStrays(
  tx: Tx,
  call: Call,
  container: Container,
  strays: readonly OldCopy[],
): Promise<void> {
  await recallCopies(tx, call, strays)
  const version = await changeRow(tx, Container, container, { updatedAt: call.now })
  const licenseIds = strays.slice(0, mostNamed).map(({ licenseId }) => licenseId)
  const after = { firmCode: strays[0]?.firmCode, licenseCount: strays.length, licenseIds }
  await record(tx, call, [{ kind: 'container', id: container.id, version, change: 'ContainerCopiesFound', after }])
}
