import { refusedOutcome, type LicenseOutcome } from './activation.ts'
import type { Refusal } from './activation-rules.ts'
import { withRiders } from './base-license.ts'
import type { LicenseState } from './license.ts'
import { moveRefusal } from './move-refusal.ts'
import type { MoveVerdict } from './move-rule.ts'

/** A license in the container that comes for a return. */
export interface ReturnableLicense {
  readonly id: string
  readonly state: LicenseState
  readonly firmCode: number
  /** What it rides on, if it is a module. */
  readonly baseId: string | null
}

/** What the container asks for. */
export interface ReturnWish {
  readonly licenseIds: readonly string[]
  /** Everything that it holds for the firm code; then no license is named. */
  readonly all: boolean
}

/** A license that leaves together with the modules that ride on it. */
export type Group<License> = readonly License[]

export interface ReturnPlan<License> {
  /** To be taken out by a new step, each group whole. */
  readonly groups: readonly Group<License>[]
  /** One entry for each license that was asked for or comes along, those on their way included. */
  readonly outcomes: readonly LicenseOutcome[]
  readonly refusals: ReadonlyMap<string, Refusal>
}

/**
 * Decides which licenses of a container are given back (design §2.1, ReturnLicenses). The rule of its item decides on each
 * license that is named; a module goes with its base, as it is worth nothing without.
 * @param inContainer of every firm code
 * @param verdictOn the verdict on a license by the rule of its item
 */
export function planReturn<License extends ReturnableLicense>(
  inContainer: readonly License[],
  wish: ReturnWish,
  firmCode: number,
  verdictOn: (license: License) => MoveVerdict,
): ReturnPlan<License> {
  const held = new Map(inContainer.map((license) => [license.id, license]))
  const own = inContainer.filter((license) => license.firmCode === firmCode).map(({ id }) => id)
  const refusals = new Map<string, Refusal>()
  const onTheWay: string[] = []
  const free: License[] = []
  for (const licenseId of wish.all ? own : wish.licenseIds) {
    const license = held.get(licenseId)
    const refusal = license === undefined ? unknown : refusalOf(license, firmCode, verdictOn)
    if (refusal !== undefined) refusals.set(licenseId, refusal)
    else if (license?.state === 'Returning') onTheWay.push(licenseId)
    else if (license !== undefined) free.push(license)
  }
  const groups = groupsOf(free, inContainer)
  const going = new Set(groups.flat().map(({ id }) => id))
  for (const id of going) refusals.delete(id)
  const refused = [...refusals].map(([licenseId, refusal]) => refusedOutcome(licenseId, refusal))
  const ok = [...onTheWay, ...going].map((licenseId) => ({ licenseId, ok: true }) as const)
  return { groups, outcomes: [...ok, ...refused], refusals }
}

/** Each with the modules that ride on it; a module that is named beside its base is in the group of that. */
function groupsOf<License extends ReturnableLicense>(
  free: readonly License[],
  inContainer: readonly License[],
): Group<License>[] {
  const staying = inContainer.filter(({ state }) => state === 'Collected' || state === 'Confirmed')
  let groups: Group<License>[] = []
  for (const root of free) {
    if (groups.some((group) => group.includes(root))) continue
    const ids = new Set(withRiders([root.id], staying))
    const whole = staying.filter(({ id }) => ids.has(id))
    groups = [...groups.filter((group) => !group.some(({ id }) => ids.has(id))), whole]
  }
  return groups
}

function refusalOf<License extends ReturnableLicense>(
  license: License,
  firmCode: number,
  verdictOn: (license: License) => MoveVerdict,
): Refusal | undefined {
  if (license.firmCode !== firmCode) return otherFirm(license.firmCode, firmCode)
  if (license.state === 'WithdrawPending') return withdrawn
  return license.state === 'Returning' ? undefined : moveRefusal(verdictOn(license))
}

const unknown: Refusal = {
  code: 'LICENSE_UNKNOWN',
  text: 'The container holds no license of this id.',
  remedy: 'Name licenses that the container holds.',
}

const withdrawn: Refusal = {
  code: 'LICENSE_STATE',
  text: 'The vendor takes the license out of this container anyway.',
  remedy: 'Import what the vendor has pending for the container.',
}

function otherFirm(firmCode: number, sent: number): Refusal {
  const text = `The license is of firm code ${firmCode} and the context for ${sent}; send a context for ${firmCode}.`
  return { code: 'FIRM_CODE_OTHER', text, remedy: `Send a context for firm code ${firmCode}.` }
}
