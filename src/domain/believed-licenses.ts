import type { HeldState, LicenseChange, LicenseState } from './license.ts'

/** A license that this server knows, in or out of an accepted container. */
export interface KnownLicense {
  readonly state: LicenseState
  readonly generation: number
  /** Whether by our rows it is in the accepted container. */
  readonly isHere: boolean
  /** What it is again if its withdrawal is taken back. */
  readonly held?: HeldState | undefined
  /** It leaves because another license takes its place. */
  readonly isReplaced?: boolean
}

/**
 * What becomes of a license when a person accepts a container in a state that was never issued: it is where the container
 * says. What the container lacks can be collected again, or is withdrawn if that was decided; what it shows and nobody else
 * has is confirmed to be there. A copy of a license that somebody else has by now is not believed: the vendor would have
 * given it out twice.
 * @param shown generation of the copy in the container; undefined when it lacks the license
 */
export function believedChanges(license: KnownLicense, shown: number | undefined): readonly LicenseChange[] {
  const { state, isHere, held, generation } = license
  if (isHere && shown === undefined) return [gone(license)]
  if (isHere && (state === 'Collected' || held === 'Collected')) return ['LicenseConfirmed']
  if (isHere && (state === 'Returning' || held === 'Returning')) return ['LicenseReturnUndone']
  const isFree = state === 'NotCollected' && shown !== undefined && shown >= generation
  return isFree ? ['LicenseCollected', 'LicenseConfirmed'] : []
}

/**
 * The same for a container that proved its state: this server did issue what it shows, and has only forgotten it. So of a
 * license that it knows as an older copy, the newer one counts.
 */
export function provedChanges(license: KnownLicense, shown: number | undefined): readonly LicenseChange[] {
  const { state, isHere, generation, isReplaced } = license
  // An upgrade took its place, and the server has forgotten both.
  const isUpgraded = isHere && shown === undefined && isReplaced === true && state !== 'WithdrawPending'
  if (isUpgraded) return ['LicenseWithdrawalOrdered', 'LicenseReplaced']
  const isNewer = isHere && shown !== undefined && shown > generation && state !== 'WithdrawPending'
  return isNewer ? ['LicenseReactivated', 'LicenseCollected', 'LicenseConfirmed'] : believedChanges(license, shown)
}

function gone({ state, isReplaced }: KnownLicense): LicenseChange {
  if (state === 'Returning') return 'LicenseReturned'
  if (state !== 'WithdrawPending') return 'LicenseReactivated'
  return isReplaced === true ? 'LicenseReplaced' : 'LicenseWithdrawn'
}
