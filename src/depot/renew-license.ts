import type { RenewLicense, RenewLicenseResponse } from '../contract/depot.ts'
import { deliverUpdate } from '../delivery/deliver-update.ts'
import type { RenewalWord } from '../domain/renewal.ts'
import { Chain } from '../entities/chain.ts'
import { Container } from '../entities/container.ts'
import type { ReceivedContext } from '../formats/context.ts'
import { containerScope, findRequest } from '../intake/request-key.ts'
import type { Call } from '../operation.ts'
import { hookLicenses } from './hook-facts.ts'
import { stepsFrom } from './meet-container.ts'
import { settled } from './outcome.ts'
import type { DepotParts } from './parts.ts'
import { receiveContext } from './receive-context.ts'
import { readRenewal, renewalContent, type WishedRenewal } from './renewal-wish.ts'
import { isOnItsWay } from './renewals.ts'
import { licenseOf, reserveRenewal } from './reserve-renewal.ts'

/**
 * Renews a license that has an end (docs/hooks.md): the renewal module of the vendor is asked first if there is one, then one
 * transaction gives the license its new end and reserves the update that carries it, which is signed outside of any.
 *
 * @throws Fault `TICKET_MALFORMED`, `TICKET_UNKNOWN`, `LICENSE_UNKNOWN`, `LICENSE_STATE`, `RENEWAL_NOT_ALLOWED`, `WAIT`,
 * `APPROVAL_NEEDED`, `QUOTA_EXCEEDED`, `CONTEXT_INVALID`, `CONTEXT_STALE`, `FIRM_CODE_OTHER`, `CONTAINER_UNKNOWN`,
 * `CONTAINER_BLOCKED`, `NOTHING_TO_DO`, `TRANSFER_OPEN`, `NEED_PROOF`, `MANIPULATION_DETECTED`,
 * `REQUEST_CONFLICT`, `UNAVAILABLE`
 */
export async function renewLicense(
  { renewal }: RenewLicense,
  call: Call,
  parts: DepotParts,
): Promise<RenewLicenseResponse> {
  const wish = readRenewal(renewal)
  const context = await receiveContext(call, renewal.contextFile)
  const word = await vendorsWord(call, parts, wish, context)
  const { reserved, expirationTime, offers } = settled(
    await call.store.transact((tx) => reserveRenewal(tx, call, parts, wish, context, word), { keep: !call.check }),
  )
  const renewalOffers = { renewalOffer: offers.map((offer) => ({ ...offer })) }
  const told = { licenseId: wish.licenseId, expirationTime, renewalOffers }
  call.note({ renewal: word.decision })
  if (reserved === undefined || call.check) return { result: told }
  const transferId = reserved.transfer.id
  return deliverUpdate(call, parts, reserved, (updateFile) => ({ result: { ...told, transferId, updateFile } }))
}

/**
 * Asks the renewal module what it says, where there is one. Not of what was done before or is on its way, and not of what cannot be renewed
 * anyhow: the transaction says why.
 */
async function vendorsWord(
  call: Call,
  parts: DepotParts,
  wish: WishedRenewal,
  { serial, kind, firmCode, counter }: ReceivedContext,
): Promise<RenewalWord> {
  const byRule = { decision: 'byRule' } as const
  const { renewalModule } = parts
  if (renewalModule === undefined) return byRule
  const license = await call.store.read(async (tx) => {
    const claim = { content: renewalContent(wish, firmCode), scope: containerScope(serial) }
    if ((await findRequest(tx, call, claim)) !== undefined) return undefined
    const found = await licenseOf(tx, parts, wish)
    if ('fault' in found || found.done.item.subscription?.model === 'checkpoint') return undefined
    const { containerId } = found.done
    const isHere = containerId !== null && (await tx.existsBy(Container, { id: containerId, serial }))
    if (!isHere) return undefined
    const chain = await tx.findOneBy(Chain, { containerId, firmCode })
    const steps = chain && (await stepsFrom(tx, chain, Math.max(counter, chain.confirmed) + 1))
    if (await isOnItsWay(tx, wish.licenseId, steps ?? [])) return undefined
    return (await hookLicenses(tx, [found.done]))[0]
  })
  return license === undefined ? byRule : renewalModule.ask(call, { license, container: { serial, kind } })
}
