import type { LicenseVerdict } from '../../src/contract/sales.ts'
import type { GivenParameter } from '../../src/domain/item-parameters.ts'
import { Fault } from '../../src/faults.ts'
import { caller, firm, otherFirm, type DepotShop } from '../depot/depot-shop.ts'
import { untrueProof } from '../depot/untrue-proof.ts'
import type { FieldContainer } from '../depot/field-container.ts'
import type { TestFirm } from '../formats/support.ts'

/** A ticket, and the container that it is meant for. */
export interface Scene {
  readonly shop: DepotShop
  readonly ticketId: string
  readonly container: FieldContainer
}

const admin = { ...caller, roles: new Set(['sales', 'admin'] as const) }
const reason = 'for the test'

/** What has happened to the licenses of the ticket, where their rules let it happen. */
export const histories: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  'that nobody collected': () => Promise.resolve(),
  'on their way into it': async ({ shop, ticketId, container }) => {
    await collect(shop, ticketId, container)
  },
  'that are in it': async (scene) => {
    await settle(scene.shop, scene.ticketId, scene.container)
  },
  'in another container': async ({ shop, ticketId }) => {
    await settle(shop, ticketId, shop.container())
  },
  withdrawn: (scene) => withdraw(scene),
  'to be withdrawn from it': async (scene) => {
    await settle(scene.shop, scene.ticketId, scene.container)
    await withdraw(scene)
  },
  'to be withdrawn elsewhere': async (scene) => {
    await settle(scene.shop, scene.ticketId, scene.shop.container())
    await withdraw(scene)
  },
  'dedicated to another container': async ({ shop, ticketId }) => {
    const other = shop.container()
    await settle(shop, await shop.order(['PLAIN']), other)
    await dedicate(shop, ticketId, other)
  },
  'dedicated to it': async ({ shop, ticketId, container }) => {
    if ((await shop.known(container)) === null) await settle(shop, await shop.order(['PLAIN']), container)
    await dedicate(shop, ticketId, container)
  },
  'to be exchanged in it': async (scene) => {
    await settle(scene.shop, scene.ticketId, scene.container)
    await replaceFirst(scene)
  },
  'to be exchanged elsewhere': async (scene) => {
    await settle(scene.shop, scene.ticketId, scene.shop.container())
    await replaceFirst(scene)
  },
}

/** What else is known of the container. */
export const standings: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  'as it is': () => Promise.resolve(),
  'with other licenses': async ({ shop, container }) => {
    await settle(shop, await shop.order(['BASE', 'TRIAL', 'FOR-PC', 'SECOND']), container)
  },
  'that is on the block list': async ({ shop, container }) => {
    await settle(shop, await shop.order(['SECOND']), container)
    await shop.sales('BlockContainer', { containerBlock: { containerSerial: container.serial, reason } }, { as: admin })
  },
  'that waits for a person': async ({ shop, container }) => {
    await settle(shop, await shop.order(['SECOND']), container)
    await refused(shop.call('ConfirmUpdate', await untrueProof(firm, container)))
  },
  'with twenty updates on their way': async ({ shop, container }) => {
    const ticketId = await shop.order([{ lineNumber: '1', itemNumber: 'SECOND', quantity: 20 }])
    for (const { id } of await shop.licenses(ticketId)) {
      await shop.activate(container, { ticketId, licenseIds: { licenseId: [id] } })
    }
  },
}

/** By license: what ExplainTicket says that an activation of all licenses would give, `ok` or a code. */
export async function explained(
  { shop, ticketId, container }: Scene,
  parameters: readonly GivenParameter[],
): Promise<Map<string, LicenseVerdict & { readonly told: string }>> {
  const isKnown = (await shop.known(container)) !== null
  const place = isKnown ? { containerSerial: container.serial } : { containerKind: 'software' as const }
  const explainTarget = { ...place, parameters: { parameter: [...parameters] } }
  const { result } = await shop.sales('ExplainTicket', { ticketId, explainTarget })
  const verdicts = result.licenseVerdicts.licenseVerdict
  return new Map(verdicts.map((each) => [each.licenseId, { ...each, told: each.ruleCode ?? 'ok' }]))
}

/** By license: what the activation then gives. */
export async function activated(
  { shop, ticketId, container }: Scene,
  parameters: readonly GivenParameter[],
  licenseIds: readonly string[],
  of: TestFirm,
): Promise<Map<string, string>> {
  const wish = { ticketId, licenseIds: { licenseId: [...licenseIds] }, parameters: { parameter: [...parameters] } }
  try {
    const { licenseResults } = await shop.activate(container, wish, { of })
    return new Map(licenseResults.licenseResult.map(({ licenseId, code }) => [licenseId, code ?? 'ok']))
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return new Map(licenseIds.map((id) => [id, error.facts.details?.[`license[${id}]`]?.split(':')[0] ?? error.code]))
  }
}

/** Collects whatever can be collected, of both firm codes. */
async function collect(shop: DepotShop, ticketId: string, container: FieldContainer): Promise<void> {
  const parameters = { parameter: [{ name: 'host', value: 'A' }] }
  for (const owner of [firm, otherFirm]) {
    const asking = await refused(shop.activate(container, { ticketId, selection: 'all', parameters }, { of: owner }))
    if (asking) await refused(shop.activate(container, { ticketId, selection: 'all' }, { of: owner }))
  }
}

/** The same, and the container imports it and sends the receipts. */
async function settle(shop: DepotShop, ticketId: string, container: FieldContainer): Promise<void> {
  const parameters = { parameter: [{ name: 'host', value: 'A' }] }
  for (const owner of [firm, otherFirm]) {
    for (const more of [{ parameters }, {}]) {
      const answer = await shop
        .activate(container, { ticketId, selection: 'all', ...more }, { of: owner })
        .catch((error: unknown) => {
          if (!(error instanceof Fault)) throw error
        })
      if (answer === undefined) continue
      await container.import(owner, answer.updateFile)
      await shop.confirm(container, owner)
      break
    }
  }
}

async function withdraw({ shop, ticketId }: Scene): Promise<void> {
  const licenseId = (await shop.licenses(ticketId)).map(({ id }) => id)
  await shop.sales('WithdrawLicenses', { withdrawal: { licenseIds: { licenseId }, reason } })
}

async function dedicate(shop: DepotShop, ticketId: string, { serial }: FieldContainer): Promise<void> {
  const licenseId = (await shop.licenses(ticketId)).map(({ id }) => id)
  await shop.sales('AssignContainer', { assignment: { licenseIds: { licenseId }, containerSerial: serial } })
}

async function replaceFirst({ shop, ticketId }: Scene): Promise<void> {
  const [license] = await shop.licenses(ticketId)
  const licenseId = license?.id ?? ''
  await shop.sales('ReplaceLicense', {
    requestId: `replace ${licenseId}`,
    replacement: { licenseId, itemNumber: 'SECOND', reason },
  })
}

/** Whether it was refused. */
async function refused(call: Promise<unknown>): Promise<boolean> {
  return call.then(
    () => false,
    (error: unknown) => {
      if (error instanceof Fault) return true
      throw error
    },
  )
}
