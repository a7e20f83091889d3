import type { FirmRoot } from './certificate.ts'
import { bindingSchemes, type BindingScheme } from './fingerprint.ts'
import { verifyFirmFile, type FirmSign } from './firm-file.ts'
import { containerKind, readRoot, serial, thumbprint, type ContainerKind, type PublicJwk } from './keys.ts'
import { boolean, exactly, object, oneOf, optional, refuse, text } from './shape.ts'
import { suiteNames, type SuiteName } from './suites.ts'
import { firmCode, time } from './values.ts'

/** What a firm says before the first license: how a container of one kind for this firm code is to be made (§6). */
export interface Template {
  readonly kind: ContainerKind
  readonly suite: SuiteName
  readonly firmCode: number
  readonly firmName?: string | undefined
  /** Set if the template was made for one container, which enrolled before. */
  readonly serial?: string | undefined
  readonly binding: { readonly scheme: BindingScheme }
  readonly root: PublicJwk
  readonly issuedAt: Date
  readonly test?: boolean | undefined
}

const template = object({
  v: exactly(1),
  kind: containerKind,
  suite: oneOf(...suiteNames),
  firmCode,
  firmName: optional(text(1, 256)),
  serial: optional(serial),
  binding: object({ scheme: oneOf(...bindingSchemes) }),
  root: (value, path) => readRoot(value, path).key,
  issuedAt: time,
  test: optional(boolean),
})

export async function writeTemplate(content: Template, sign: FirmSign): Promise<string> {
  const payload = JSON.parse(JSON.stringify({ v: 1, ...content })) as Parameters<FirmSign>[1]
  template(payload, 'template')
  return sign('od-template+jws', payload)
}

/** Verifies a template against the pinned root and gives it with the epoch of its key. */
export async function readTemplate(file: string, root: FirmRoot): Promise<{ template: Template; epoch: number }> {
  const { payload, certificate } = await verifyFirmFile(file, 'od-template+jws', root, 'template')
  const content = template(payload, 'template')
  if (thumbprint(content.root) !== thumbprint(root.key)) refuse('template.root', 'is not the root that vouches for it')
  return { template: content, epoch: certificate.epoch }
}
