import type { ContextOf } from './context-of.ts'
import { receiptErrand } from './errand.ts'
import { sendErrand, type Way } from './send-errand.ts'

export interface Confirmed {
  readonly confirmedLicenses: readonly { readonly licenseId: string; readonly state: string }[]
  readonly openTransfers: readonly { readonly transferId: string }[]
}

/** What ConfirmUpdate answers. */
export interface ConfirmationAnswer {
  readonly confirmedLicenses?: { readonly confirmedLicense?: Confirmed['confirmedLicenses'] } | null
  readonly openTransfers?: { readonly openTransfer?: Confirmed['openTransfers'] } | null
}

/** Sends the receipt: a fresh context. `proofFiles`: updates that prove what the Depot may have forgotten. */
export async function confirm(way: Way, whom: ContextOf, proofFiles: readonly string[] = []): Promise<Confirmed> {
  return confirmedBy(await sendErrand<ConfirmationAnswer>(way, receiptErrand(whom, proofFiles)))
}

export function confirmedBy({ confirmedLicenses, openTransfers }: ConfirmationAnswer): Confirmed {
  return {
    confirmedLicenses: confirmedLicenses?.confirmedLicense ?? [],
    openTransfers: openTransfers?.openTransfer ?? [],
  }
}
