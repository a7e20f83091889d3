import type { PointName } from '../../src/store/points.ts'
import type { FieldContainer } from '../depot/field-container.ts'
import { itemOf } from '../support/items.ts'
import { type CrashSite, useCrashSite } from './support/crash-site.ts'
import { askDepot, type DepotAnswer } from './support/depot.ts'
import { firmCode } from './support/site.ts'

const freely = { policy: 'automatic', waitDays: 0, maximumCount: 0, periodDays: 0 } as const
const year = { periodCount: 1, periodUnit: 'year' } as const

/** May move and be renewed by its user as he likes. */
const { item } = itemOf('FREE', {
  returnRule: freely,
  reactivationRule: freely,
  restoreRule: freely,
  renewalRule: freely,
  licenseOptions: { expirationPeriod: year },
})

/** A license that was collected, and what happens to it next. */
interface Case {
  readonly ticketId: string
  readonly licenseId: string
  /** Where the license is. */
  readonly old: FieldContainer
  /** Where it is to be, if that is another one. */
  readonly next: FieldContainer
}

interface Transfer {
  /** Asks for it with a fresh context. */
  readonly ask: (site: CrashSite, it: Case) => Promise<Pick<DepotAnswer, 'outcome' | 'updateFile'>>
  /** The container that gets the update. */
  readonly of: 'old' | 'next'
  /** What has to be done before. */
  readonly before?: (site: CrashSite, it: Case) => Promise<unknown>
  /** What the container holds in the end, and what the license is then. */
  readonly ends: { readonly holds: boolean; readonly state: string; readonly generation: number }
}

const licenseIds = ({ licenseId }: Case) => ({ licenseIds: { licenseId: [licenseId] } })
const reason = 'as ordered'

const transfers: Readonly<Record<string, Transfer>> = {
  ReturnLicenses: {
    ask: async ({ node, firm }, it) => {
      const licenseReturn = { ...licenseIds(it), contextFile: await it.old.context(firm) }
      return askDepot(node, 'ReturnLicenses', { licenseReturn })
    },
    of: 'old',
    ends: { holds: false, state: 'NotCollected', generation: 1 },
  },
  ReactivateLicenses: {
    ask: async ({ node, firm }, it) => {
      const facts = { ticketId: it.ticketId, ...licenseIds(it), acceptTerms: 'yes' as const }
      return askDepot(node, 'ReactivateLicenses', {
        reactivation: { ...facts, contextFile: await it.next.context(firm) },
      })
    },
    of: 'next',
    ends: { holds: true, state: 'Confirmed', generation: 2 },
  },
  RestoreContainer: {
    ask: async ({ node, firm }, it) => {
      const restoration = { contextFile: await it.next.context(firm), acceptTerms: 'yes' as const }
      return askDepot(node, 'RestoreContainer', { restoration: { ...restoration, oldSerial: it.old.serial } })
    },
    of: 'next',
    ends: { holds: true, state: 'Confirmed', generation: 2 },
  },
  RenewLicense: {
    ask: async ({ node, firm }, { ticketId, licenseId, old }) =>
      askDepot(node, 'RenewLicense', { renewal: { ticketId, licenseId, contextFile: await old.context(firm) } }),
    of: 'old',
    ends: { holds: true, state: 'Confirmed', generation: 1 },
  },
  AutoUpdate: {
    before: (site, it) => site.sales('WithdrawLicenses', { withdrawal: { ...licenseIds(it), reason } }),
    ask: async ({ node, firm }, { old }) =>
      askDepot(node, 'AutoUpdate', { updateWish: { contextFile: await old.context(firm) } }),
    of: 'old',
    ends: { holds: false, state: 'Withdrawn', generation: 1 },
  },
  CreatePushUpdate: {
    before: (site, it) => site.sales('WithdrawLicenses', { withdrawal: { ...licenseIds(it), reason } }),
    ask: (site, { old }) => site.sales('CreatePushUpdate', { pushOrder: { containerSerial: old.serial, firmCode } }),
    of: 'old',
    ends: { holds: false, state: 'Withdrawn', generation: 1 },
  },
}

// Each transfer has two transactions: the first reserves the step, the second stores the signed update.
const stops: readonly (readonly [PointName, number])[] = [
  ['before-commit', 1],
  ['after-commit', 1],
  ['step-reserved', 1],
  ['update-signed', 1],
  ['before-commit', 2],
  ['after-commit', 2],
]

describe('A server that stops hard', () => {
  const site = useCrashSite('sqlite file')
  const machine = ['board', 'disk', 'mac']
  beforeAll(async () => {
    const answer = await site.admin('PutItem', { item })
    expect(answer.outcome).toBe('ok')
  })

  /** Two containers of one machine, one of which holds a license. */
  async function collected(name: string): Promise<Case> {
    const { ticketId } = await site.order(name, item.itemNumber)
    const containers = [site.newContainer(), site.newContainer()] as const
    for (const each of containers) each.machine = machine.map((part) => ({ name: part, value: `${part} of ${name}` }))
    const [old, next] = containers
    await old.import(site.firm, (await site.activate(old, ticketId)).updateFile)
    expect((await site.confirm(old)).outcome).toBe('ok')
    return { ticketId, licenseId: old.licenses(site.firm)[0] ?? '', old, next }
  }

  const cases = Object.entries(transfers).flatMap(([name, transfer]) =>
    stops.map(([point, times]) => ({ name, transfer, point, times })),
  )
  test.each(cases)(
    'at $point ($times) of $name: ContinueTransfer ends it',
    async (each) => {
      const { name, transfer, point, times } = each
      const it = await collected(`${name} ${point} ${times}`)
      await transfer.before?.(site, it)
      const container = it[transfer.of]
      await site.dieAt(point, times, () => transfer.ask(site, it))
      await site.restart()

      const continued = await site.catchUp(container)
      // Before the first commit there is nothing to continue.
      expect(continued).toBe(!(point === 'before-commit' && times === 1))
      if (!continued) await container.import(site.firm, (await transfer.ask(site, it)).updateFile)
      expect((await site.confirm(container)).outcome).toBe('ok')
      const { holds, ...ends } = transfer.ends
      expect(container.licenses(site.firm)).toEqual(holds ? [it.licenseId] : [])
      const { licenses } = await site.stored(`${name} ${point} ${times}`)
      expect(licenses).toMatchObject([ends])
    },
    60_000,
  )
})
