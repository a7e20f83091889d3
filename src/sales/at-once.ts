import { In } from 'typeorm'
import type { ServeHere } from '../delivery/serve-here.ts'
import { containerOfKind } from '../domain/containers/index.ts'
import { Container } from '../entities/container.ts'
import { License } from '../entities/license.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import type { Done } from '../vendor-actions/act-on-licenses.ts'
import { openActions } from '../vendor-actions/actions.ts'

/**
 * What is decided about licenses of containers that live on the server need not wait for a contact: it is done by the same
 * transaction. Gives what became of the licenses then; of all others what is known already.
 */
export async function atOnce(tx: Tx, call: Call, serveHere: ServeHere, done: readonly Done[]): Promise<Done[]> {
  const waiting = done.filter(({ pending }) => pending).map(({ licenseId }) => licenseId)
  const places = await placesHere(tx, waiting)
  if (places.length === 0) return [...done]
  for (const place of places) await serveHere(tx, call, place)
  const licenses = await tx.findBy(License, { id: In(waiting) })
  const states = new Map(licenses.map(({ id, state }) => [id, state]))
  const open = await openActions(tx, { licenseIds: waiting })
  const dedicated = licenses.filter(
    ({ state, dedicatedSerial }) => state === 'NotCollected' && dedicatedSerial !== null,
  )
  const stillWaiting = new Set([...open.map(({ licenseId }) => licenseId), ...dedicated.map(({ id }) => id)])
  return done.map((each) => {
    const { licenseId, state } = each
    return { licenseId, state: states.get(licenseId) ?? state, pending: each.pending && stillWaiting.has(licenseId) }
  })
}

/** Where the licenses are, or are to go, as far as that is here; each container and firm code once. */
async function placesHere(tx: Tx, licenseIds: readonly string[]) {
  if (licenseIds.length === 0) return []
  const licenses = await tx.findBy(License, { id: In([...licenseIds]) })
  const ids = In(licenses.flatMap(({ containerId }) => containerId ?? []))
  const serials = In(licenses.flatMap(({ dedicatedSerial }) => dedicatedSerial ?? []))
  const containers = await tx.find(Container, { where: [{ id: ids }, { serial: serials }], order: { serial: 'ASC' } })
  return containers
    .filter(({ kind, state }) => state === 'known' && containerOfKind(kind).livesOnServer)
    .flatMap((container) => {
      const own = licenses.filter(
        ({ containerId, dedicatedSerial }) => containerId === container.id || dedicatedSerial === container.serial,
      )
      return [...new Set(own.map(({ firmCode }) => firmCode))].map((firmCode) => ({ container, firmCode }))
    })
}
