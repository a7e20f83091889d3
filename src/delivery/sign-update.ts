import { openContent } from '../catalogue/contents.ts'
import type { ItemDefinition } from '../domain/item.ts'
import { thumbprint, type ContainerKeys } from '../formats/keys.ts'
import { seal } from '../formats/sealed.ts'
import { writeUpdate, type Action, type Step as UpdateStep } from '../formats/update.ts'
import type { Step } from '../entities/step.ts'
import type { Call } from '../operation.ts'
import type { Sealer } from '../tickets/sealed-text.ts'
import type { SigningParts } from './parts.ts'
import { keysOf } from './container-keys.ts'
import { actionsOf, type StoredAction } from '../licenses/step-actions.ts'
import type { Reserved } from './transfers.ts'

/**
 * Makes the update of a reserved transfer: seals hidden and secret data for the container, and has it signed. Never inside
 * a transaction; ciphertexts and time may differ each time, steps and digests may not.
 * @throws Fault `UNAVAILABLE` when nothing signs
 */
export async function signUpdate(call: Call, parts: SigningParts, reserved: Reserved): Promise<string> {
  const { transfer, container, firmCode, steps } = reserved
  const keys = keysOf(container)
  const update = {
    serial: container.serial,
    keyThumbprint: thumbprint(keys.signingKey),
    firmCode,
    transferId: transfer.id,
    issuedAt: call.now,
    ...(parts.testMode ? { test: true } : {}),
    steps: await Promise.all(steps.map((step) => updateStep(step, reserved, parts.sealer, keys))),
  }
  return writeUpdate(update, (type, payload) => parts.box.sign(firmCode, type, payload, call.now))
}

async function updateStep(
  step: Step,
  sources: Pick<Reserved, 'items' | 'used'>,
  sealer: Sealer,
  keys: ContainerKeys,
): Promise<UpdateStep> {
  const actions = await Promise.all(actionsOf(step).map((action) => updateAction(action, sources, sealer, keys)))
  return { from: step.counterTo - 1, to: step.counterTo, actions, digest: step.digest }
}

async function updateAction(
  action: StoredAction,
  { items, used }: Pick<Reserved, 'items' | 'used'>,
  sealer: Sealer,
  { agreementKey }: ContainerKeys,
): Promise<Action> {
  if ('remove' in action) return { remove: action.remove }
  const { sealFrom } = action
  const put = { ...action.put, consumed: used.get(action.put.licenseId) }
  if (sealFrom === undefined) return { put }
  const item = items.get(sealFrom)
  if (item === undefined) throw new Error(`item version ${sealFrom} of a step is missing`)
  return { put: { ...put, sealed: await seal(secretsOf(item, sealer), put, agreementKey) } }
}

/** The hidden and secret data of an item in clear, to be sealed for a container at once. */
export function secretsOf(item: ItemDefinition, sealer: Sealer) {
  const { hiddenData = [], secretData = [] } = item.options
  return {
    hiddenData: hiddenData.map((entry) => ({
      type: entry.dataNumber,
      data: openContent(item, entry, sealer),
      accessCode: entry.accessCode,
    })),
    secretData: secretData.map((entry) => ({ type: entry.dataNumber, data: openContent(item, entry, sealer) })),
  }
}
