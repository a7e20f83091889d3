import type { LicenseOutcome } from '../domain/activation.ts'
import type { Refusal } from '../domain/activation-rules.ts'
import { faults, type FaultCode } from '../faults.ts'
import type { Forecast, Rehearse, RehearsalWish } from '../licenses/rehearsal.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import type { ReservedActivation } from './activating.ts'
import type { WishedActivation } from './activation-wish.ts'
import { firmKeysOf } from '../delivery/firm-keys.ts'
import { imagineContext } from './imagine-context.ts'
import type { Outcome } from './outcome.ts'
import type { ReservingParts } from './parts.ts'
import { reserveActivation } from './reserve-activation.ts'

/**
 * Tries activations out (see `Rehearse`): the transaction of ActivateLicenses itself runs, with the context that the
 * container would send, and is rolled back. So whatever an activation does first and by which rule it refuses, here it
 * does so too.
 */
export function rehearsal(parts: ReservingParts): Rehearse {
  return async (call, wish) => {
    const trying = { ...call, requestId: undefined, check: true }
    return call.store.transact((tx) => forecast(tx, trying, parts, wish), { keep: false })
  }
}

async function forecast(tx: Tx, call: Call, parts: ReservingParts, wish: RehearsalWish): Promise<Forecast[]> {
  const { ticket, licenseIds, parameters, firmCode, container } = wish
  const { root } = await firmKeysOf(tx, firmCode)
  if (root === undefined) return licenseIds.map((licenseId) => ({ licenseId, refusal: keyless(firmCode) }))
  const activation: WishedActivation = {
    kind: 'activate',
    ticket,
    licenseIds,
    all: false,
    parameters,
    collector: undefined,
    comment: undefined,
  }
  const context = await imagineContext(tx, call, container, { firmCode, root: root.kid })
  return forecastsOf(await reserveActivation(tx, call, parts, activation, context), licenseIds)
}

function forecastsOf(outcome: Outcome<ReservedActivation>, licenseIds: readonly string[]): Forecast[] {
  if ('fault' in outcome) {
    const { fault, refusals } = outcome
    const whole = withRemedy(fault.code, fault.message)
    return licenseIds.map((licenseId) => ({ licenseId, refusal: refusals?.get(licenseId) ?? whole }))
  }
  const { outcomes, refusals } = outcome.done
  return outcomes.map((one) => ({ licenseId: one.licenseId, refusal: refusalOf(one, refusals) }))
}

function refusalOf(outcome: LicenseOutcome, refusals: ReadonlyMap<string, Refusal> | undefined): Refusal | undefined {
  if (outcome.ok) return undefined
  return refusals?.get(outcome.licenseId) ?? withRemedy(outcome.code, outcome.text)
}

/** A fault of the request as a whole, as the refusal of each license. */
function withRemedy(code: FaultCode, text: string): Refusal {
  return { code, text, remedy: remedies[code] ?? faults[code].meaning }
}

const remedies: Partial<Record<FaultCode, string>> = {
  CONTAINER_BLOCKED: 'The vendor can take the container off the block list (UnblockContainer).',
  MANIPULATION_DETECTED: 'The vendor has to decide on the container (ResolveContainer).',
  TRANSFER_OPEN: 'Import the updates that were made for the container (ContinueTransfer) and send a new context.',
}

/** Without a root no container can pin one. */
function keyless(firmCode: number): Refusal {
  const text = `Firm code ${firmCode} has no keys yet, so it has no containers.`
  return { code: 'FIRM_CODE_UNKNOWN', text, remedy: 'Make its keys with "opendepot firm create".' }
}
