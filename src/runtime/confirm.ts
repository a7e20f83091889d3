import type { DepotCall } from './depot-client.ts'
import { makeContext } from './make-context.ts'
import type { Runtime } from './runtime.ts'

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
  const contextFile = await makeContext(runtime, serial, firmCode)
  const answer = await depot<{
    confirmedLicenses: { confirmedLicense?: { licenseId: string; state: string }[] } | null
    openTransfers: { openTransfer?: { transferId: string }[] } | null
  }>('ConfirmUpdate', { confirmation: { contextFile } })
  return {
    confirmedLicenses: answer.confirmedLicenses?.confirmedLicense ?? [],
    openTransfers: answer.openTransfers?.openTransfer ?? [],
  }
}
