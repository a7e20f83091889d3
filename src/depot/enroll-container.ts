import type { EnrollContainer, EnrollContainerResponse } from '../contract/depot.ts'
import { containerOfKind } from '../domain/containers/index.ts'
import { FirmCode } from '../entities/firm-code.ts'
import { Fault } from '../faults.ts'
import { readContainerKeys } from '../formats/context.ts'
import { parseJsonObject } from '../formats/encoding.ts'
import { containerSerial, type PublicJwk } from '../formats/keys.ts'
import { writeTemplate } from '../formats/template.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { firmKeysOf } from '../delivery/firm-keys.ts'
import { firmCodeUnknown } from './get-keys.ts'
import type { DepotParts } from './parts.ts'

/**
 * Tells a new container its serial and gives it a signed template. Everything follows from its keys, so nothing is stored
 * and a repeated call says the same; the container becomes known with its first license (design §2.1).
 *
 * @throws Fault `CONTAINER_KIND`, `FIRM_CODE_UNKNOWN`, `KEY_INVALID`
 */
export async function enrollContainer(
  { enrollment }: EnrollContainer,
  call: Call,
  parts: DepotParts,
): Promise<EnrollContainerResponse> {
  const { containerKind: kind, firmCode } = enrollment
  const { suite, unavailable, bindingScheme } = containerOfKind(kind)
  if (unavailable !== undefined) {
    throw new Fault('CONTAINER_KIND', unavailable, { field: 'enrollment/containerKind' })
  }
  const { signingKey } = readContainerKeys(suite, enrollment.signingKey, enrollment.agreementKey, 'enrollment')
  const serial = containerSerial(kind, signingKey)
  call.note({ containerSerial: serial, firmCode })
  const { root, firmName } = await call.store.read((tx) => firmOf(tx, firmCode))
  if (call.check) return { result: { containerSerial: serial } }
  const template = {
    kind,
    suite,
    firmCode,
    firmName,
    serial,
    binding: { scheme: bindingScheme },
    root,
    issuedAt: call.now,
    ...(parts.testMode ? { test: true } : {}),
  }
  const templateFile = await writeTemplate(template, (type, payload) =>
    parts.box.sign(firmCode, type, payload, call.now),
  )
  return { result: { containerSerial: serial, templateFile } }
}

async function firmOf(tx: Tx, firmCode: number): Promise<{ root: PublicJwk; firmName: string | undefined }> {
  const { root } = await firmKeysOf(tx, firmCode)
  if (root === undefined) throw firmCodeUnknown(firmCode, 'enrollment/firmCode')
  const firm = await tx.findOneBy(FirmCode, { firmCode })
  const firmName = firm === null || firm.name === '' ? undefined : firm.name
  return { root: parseJsonObject(root.publicJwk, 'stored root') as unknown as PublicJwk, firmName }
}
