import type { GetBlockList, GetBlockListResponse } from '../contract/depot.ts'
import { BlockedGeneration } from '../entities/blocked-generation.ts'
import { Chain } from '../entities/chain.ts'
import { Container } from '../entities/container.ts'
import { mostBlockedLicenses, writeBlockList } from '../formats/block-list.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { firmKeysOf } from '../delivery/firm-keys.ts'
import { firmCodeUnknown } from './get-keys.ts'
import type { DepotParts } from './parts.ts'

/**
 * Gives what is void of a firm code as a signed file (docs/formats.md §12.1): blocked containers that this firm code has
 * put something into, and licenses that were issued anew.
 * @throws Fault `FIRM_CODE_UNKNOWN`, `UNAVAILABLE`
 */
export async function getBlockList(
  { firmCode }: GetBlockList,
  call: Call,
  parts: DepotParts,
): Promise<GetBlockListResponse> {
  const { containers, licenses } = await call.store.read((tx) => blockedOf(tx, firmCode))
  const list = { firmCode, issuedAt: call.now, ...(parts.testMode ? { test: true } : {}), containers, licenses }
  const blockListFile = await writeBlockList(list, (type, payload) => parts.box.sign(firmCode, type, payload, call.now))
  return { result: { firmCode, containerCount: containers.length, licenseCount: licenses.length, blockListFile } }
}

async function blockedOf(tx: Tx, firmCode: number) {
  if ((await firmKeysOf(tx, firmCode)).root === undefined) throw firmCodeUnknown(firmCode, 'firmCode')
  const containers = await tx
    .createQueryBuilder(Container, 'container')
    .select('container.serial')
    .innerJoin(Chain, 'chain', 'chain.containerId = container.id AND chain.firmCode = :firmCode', { firmCode })
    .where('container.state = :state', { state: 'blocked' })
    .getMany()
  const licenses = await tx.find(BlockedGeneration, {
    select: { licenseId: true, below: true },
    where: { firmCode },
    order: { since: 'DESC' },
    take: mostBlockedLicenses,
  })
  return {
    containers: containers.map(({ serial }) => serial),
    licenses: licenses.map(({ licenseId, below }) => ({ licenseId, below })),
  }
}
