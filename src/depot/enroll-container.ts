import { credentialFile, rootOf } from '../cloud/give-credential.ts'
import type { EnrollContainer, EnrollContainerResponse, Enrollment } from '../contract/depot.ts'
import { containerOfKind } from '../domain/containers/index.ts'
import { FirmCode } from '../entities/firm-code.ts'
import { Fault } from '../faults.ts'
import { readContainerKeys } from '../formats/context.ts'
import { containerSerial, type PublicJwk } from '../formats/keys.ts'
import { writeTemplate } from '../formats/template.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { enrollHere } from './enroll-here.ts'
import { firmCodeUnknown } from './get-keys.ts'
import type { DepotParts } from './parts.ts'

/**
 * Tells a new container its serial and gives it a signed template. For most everything follows from the keys, so nothing is
 * stored and a repeated call says the same; the container becomes known with its first license (design §2.1). One that
 * lives here is stored, and gets a credential.
 *
 * @throws Fault `CONTAINER_KIND`, `FIRM_CODE_UNKNOWN`, `KEY_INVALID`; of a cloud container also those of `enrollHere`
 */
export async function enrollContainer(
  { enrollment }: EnrollContainer,
  call: Call,
  parts: DepotParts,
): Promise<EnrollContainerResponse> {
  const { containerKind: kind, firmCode, bindingScheme } = enrollment
  const { suite, bindingSchemes, livesOnServer } = containerOfKind(kind)
  if (bindingScheme !== undefined && !bindingSchemes.includes(bindingScheme)) {
    const text = `A ${kind} container is not bound ${bindingScheme}; leave the binding out.`
    throw new Fault('CONTAINER_KIND', text, { field: 'enrollment/bindingScheme' })
  }
  const keys = readContainerKeys(suite, enrollment.signingKey, enrollment.agreementKey, 'enrollment')
  const firm = await call.store.read((tx) => firmOf(tx, firmCode))
  const here = livesOnServer ? await enrollHere(call, enrollment, keys) : undefined
  const serial = here?.container.serial ?? containerSerial(kind, keys.signingKey)
  call.note({ containerSerial: serial, firmCode })
  if (call.check) return { result: { containerSerial: serial } }
  const templateFile = await templateOf(call, parts, enrollment, { serial, ...firm })
  if (here === undefined) return { result: { containerSerial: serial, templateFile } }
  const facts = { serial, firmCode, root: firm.root, credential: here.credential }
  return { result: { containerSerial: serial, templateFile, credentialFile: await credentialFile(call, parts, facts) } }
}

interface Firm {
  readonly root: PublicJwk
  readonly firmName: string | undefined
}

function templateOf(
  { now }: Call,
  { box, testMode }: DepotParts,
  { containerKind: kind, firmCode, bindingScheme: wished }: Enrollment,
  { serial, firmName, root }: Firm & { readonly serial: string },
): Promise<string> {
  const { suite, bindingScheme, bindingSchemes } = containerOfKind(kind)
  const binding = { scheme: bindingSchemes.find((scheme) => scheme === wished) ?? bindingScheme }
  const content = { kind, suite, firmCode, firmName, serial, binding, root, issuedAt: now }
  return writeTemplate({ ...content, ...(testMode && { test: true }) }, (type, payload) =>
    box.sign(firmCode, type, payload, now),
  )
}

async function firmOf(tx: Tx, firmCode: number): Promise<Firm> {
  const root = await rootOf(tx, firmCode)
  if (root === undefined) throw firmCodeUnknown(firmCode, 'enrollment/firmCode')
  const firm = await tx.findOneBy(FirmCode, { firmCode })
  return { root, firmName: firm === null || firm.name === '' ? undefined : firm.name }
}
