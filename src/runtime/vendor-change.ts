import type { Progress } from './progress.ts'

/** What the vendor has decided about a license; it comes with an update. */
export interface VendorChange {
  licenseId: string
  actionKind: string
}

export function tellChanges(changes: readonly VendorChange[], progress: Progress): void {
  for (const { licenseId, actionKind } of changes) {
    progress(`The vendor has decided: ${actionKind} license ${licenseId}.`)
  }
}
