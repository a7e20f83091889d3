import { FirmKey } from '../entities/firm-key.ts'
import { Fault } from '../faults.ts'
import type { FirmSecurityBox, KeyVault } from '../signing/box.ts'
import type { Store } from '../store/store.ts'
import { UserError } from '../user-error.ts'

/** So many days before a signing key ends its operator is told, time enough to fetch the root from its safe. */
const daysOfWarning = 60
const millisecondsOfDay = 86_400_000

/** What signs on a node. */
export interface Signing {
  readonly box: FirmSecurityBox
  readonly vault: KeyVault
}

/** What is wrong with the signing keys of this node, or will be soon, in words for its operator; empty when all is well. */
export async function keyTroubles(store: Store, { box, vault }: Signing, now: Date): Promise<string[]> {
  const keys = await store.read((tx) => tx.findBy(FirmKey, { role: 'signing' }), { singleStatement: true })
  const firmCodes = [...new Set(keys.map(({ firmCode }) => firmCode))].sort((a, b) => a - b)
  const present = await Promise.all(firmCodes.map((firmCode) => presentTrouble(box, firmCode, now)))
  const coming = keys.filter(({ state }) => state === 'next')
  const missing = await Promise.all(coming.map((key) => nextTrouble(vault, key)))
  return [...present, ...missing].flatMap((trouble) => trouble ?? [])
}

async function presentTrouble(box: FirmSecurityBox, firmCode: number, now: Date): Promise<string | undefined> {
  try {
    const { notAfter } = await box.signingKey(firmCode, now)
    const days = Math.ceil((notAfter.getTime() - now.getTime()) / millisecondsOfDay)
    if (days > daysOfWarning) return undefined
    const end = notAfter.toISOString().slice(0, 10)
    const left = days === 1 ? '1 day' : `${days} days`
    return `the signing key of firm code ${firmCode} ends on ${end}, in ${left}; run "opendepot keys rotate ${firmCode}"`
  } catch (error) {
    if (error instanceof Fault) return adviceOf(error)
    throw error
  }
}

/** It is published before it signs, so that it can be brought to every node. */
async function nextTrouble(vault: KeyVault, { kid, firmCode }: FirmKey): Promise<string | undefined> {
  const isHere = await vault.signer({ kid, firmCode }).then(
    (signer) => signer !== undefined,
    () => false,
  )
  return isHere ? undefined : `the next signing key ${kid} of firm code ${firmCode} is not in ${vault.place}`
}

/** What the operator can do; a reason that names a file stays in the log. */
function adviceOf({ message, facts: { cause } }: Fault): string {
  return cause instanceof Error && !(cause instanceof UserError) ? cause.message : message
}
