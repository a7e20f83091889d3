import { In } from 'typeorm'
import { ClientCertificate } from '../entities/client-certificate.ts'
import { Client } from '../entities/client.ts'
import { Fault } from '../faults.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'
import { certificateHash } from './certificate.ts'

/** The certificates of some clients, by their ids. */
export async function certificatesOf(tx: Tx, clientIds: readonly string[]): Promise<ReadonlyMap<string, string[]>> {
  const rows = clientIds.length === 0 ? [] : await tx.findBy(ClientCertificate, { clientId: In(clientIds) })
  const found = new Map<string, string[]>()
  for (const { clientId, certificate } of rows) {
    found.set(clientId, [...(found.get(clientId) ?? []), certificate])
  }
  return found
}

/**
 * Makes these the certificates of a client. One that a disabled client left behind is taken over; of two clients at once,
 * the second meets the row of the first and is refused in its next run.
 * @throws Fault `CLIENT_INVALID` when one is of another client
 */
export async function putCertificates(
  tx: Tx,
  { clientId, now, certificates }: { clientId: string; now: Date; certificates: readonly string[] },
): Promise<void> {
  const hashes = new Map(certificates.map((text) => [certificateHash(text), text]))
  const taken = await tx.findBy(ClientCertificate, { hash: In([...hashes.keys()]) })
  const others = taken.filter((row) => row.clientId !== clientId)
  for (const other of others) await requireDisabled(tx, other)
  await tx.delete(ClientCertificate, { clientId })
  if (others.length > 0) await tx.delete(ClientCertificate, { hash: In(others.map(({ hash }) => hash)) })
  const rows = [...hashes].map(([hash, certificate]) => ({ hash, clientId, certificate, createdAt: now }))
  await insertRows(tx, ClientCertificate, rows)
}

async function requireDisabled(tx: Tx, { clientId, certificate }: ClientCertificate): Promise<void> {
  const holder = await tx.findOneBy(Client, { id: clientId })
  if (holder?.disabledAt !== null) return
  const text = `The certificate ${certificate} is of another client already; a certificate stands for one client.`
  throw new Fault('CLIENT_INVALID', text, { field: 'apiClient/certificates' })
}
