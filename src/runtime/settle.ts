import { confirm } from './confirm.ts'
import type { ContextOf } from './context-of.ts'
import type { Errand, ErrandOperation } from './errand.ts'
import { importUpdate } from './import-update.ts'
import type { LicenseResult } from './license-results.ts'
import type { Progress } from './progress.ts'
import type { Runtime } from './runtime.ts'
import { sendErrand, type Way } from './send-errand.ts'
import { tellChanges, type VendorChange } from './vendor-change.ts'

/** What the Depot answers to an errand, as far as it concerns the container; each operation gives some of it. */
export interface ErrandAnswer {
  readonly transferId?: string | undefined
  readonly updateFile?: string | undefined
  readonly licenseResults?: { readonly licenseResult?: readonly LicenseAnswer[] } | null
  readonly vendorChanges?: { readonly vendorChange?: readonly VendorChange[] } | null
  readonly waitUntil?: Moment | undefined
  readonly oldSerial?: string | undefined
  readonly expirationTime?: Moment | undefined
  readonly renewalOffers?: { readonly renewalOffer?: readonly Offer[] } | null
}

/** The SOAP client gives a date, a file its text. */
type Moment = Date | string

type LicenseAnswer = Omit<LicenseResult, 'waitUntil'> & { readonly waitUntil?: Moment | undefined }

/** Something that a vendor offers instead of a renewal. */
export interface Offer {
  readonly name: string
  readonly text: string
  readonly address?: string | undefined
}

/** What became of an errand. */
export interface Settled extends ContextOf {
  readonly operation: ErrandOperation
  readonly transferId?: string | undefined
  /** Steps that were done; 0 if there was nothing to import. */
  readonly steps: number
  readonly licenseResults: readonly LicenseResult[]
  /** Licenses have to wait: when the first of them can move. */
  readonly waitUntil?: string | undefined
  /** The container whose place this one took. */
  readonly oldSerial?: string | undefined
  /** The new end of a renewed license. */
  readonly renewedUntil?: string | undefined
  readonly offers: readonly Offer[]
}

/** Runs an errand to its end: sends it, imports what comes, and sends the receipt for it. */
export async function settleOnline(way: Way, errand: Errand): Promise<Settled> {
  const settled = await settle(way.runtime, errand, await sendErrand<ErrandAnswer>(way, errand), way.progress)
  if (settled.steps > 0) {
    await confirm(way, errand)
    way.progress('Sent the receipt.')
  }
  return settled
}

/** Takes an answer of the Depot: imports its update, if there is one. The receipt is the next context. */
export async function settle(
  runtime: Runtime,
  { operation, serial, firmCode }: Pick<Errand, 'operation' | 'serial' | 'firmCode'>,
  answer: ErrandAnswer,
  progress: Progress,
): Promise<Settled> {
  const { transferId, updateFile, oldSerial } = answer
  let steps = 0
  if (updateFile !== undefined) {
    const imported = await importUpdate(runtime, updateFile)
    steps = imported.steps
    progress(`Imported update ${imported.transferId}: ${steps} step${steps === 1 ? '' : 's'}.`)
    tellChanges(answer.vendorChanges?.vendorChange ?? [], progress)
  }
  return {
    operation,
    serial,
    firmCode,
    transferId,
    steps,
    licenseResults: (answer.licenseResults?.licenseResult ?? []).map(resultOf),
    waitUntil: textOf(answer.waitUntil),
    oldSerial,
    renewedUntil: textOf(answer.expirationTime),
    offers: answer.renewalOffers?.renewalOffer ?? [],
  }
}

function resultOf({ licenseId, ok, code, text, waitUntil }: LicenseAnswer): LicenseResult {
  return { licenseId, ok, code, text, waitUntil: textOf(waitUntil) }
}

function textOf(moment: Moment | undefined): string | undefined {
  return typeof moment === 'object' ? moment.toISOString() : moment
}
