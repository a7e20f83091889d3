import type { DepotCall } from './depot-client.ts'
import type { Runtime } from './runtime.ts'
import { sendContext } from './send-context.ts'

export interface Confirmed {
  readonly confirmedLicenses: readonly { readonly licenseId: string; readonly state: string }[]
  readonly openTransfers: readonly { readonly transferId: string }[]
}

/** Sends the receipt: a fresh context. */
export async function confirm(
  runtime: Runtime,
  depot: DepotCall,
  serial: string,
  firmCode: number,
): Promise<Confirmed> {
  const answer = await sendContext<{
    confirmedLicenses: { confirmedLicense?: { licenseId: string; state: string }[] } | null
    openTransfers: { openTransfer?: { transferId: string }[] } | null
  }>(runtime, depot, { serial, firmCode }, 'ConfirmUpdate', (contextFile) => ({ confirmation: { contextFile } }))
  return {
    confirmedLicenses: answer.confirmedLicenses?.confirmedLicense ?? [],
    openTransfers: answer.openTransfers?.openTransfer ?? [],
  }
}
