import { License } from '../../src/entities/license.ts'
import { Trial } from '../../src/entities/trial.ts'
import { depotDatabases, firm, otherFirm, refusal, useDepot, type DepotShop } from './depot-shop.ts'
import type { FieldContainer } from './field-container.ts'

describe.each(depotDatabases)('what a container may get (%s)', (kind) => {
  const depot = useDepot(kind)
  let shop: DepotShop
  let container: FieldContainer
  beforeEach(() => {
    shop = depot()
    container = shop.container()
  })

  /** Activates, imports and gives what became of the licenses. */
  const collect = async (ticketId: string, more: object = {}, into = container) => {
    const { updateFile, licenseResults } = await shop.activate(into, { ticketId, ...more })
    await into.import(firm, updateFile)
    return licenseResults.licenseResult.map(({ ok, code }) => code ?? ok)
  }
  const options = () => container.state(firm).licenses.map((license) => license.options)
  const itemsHere = () => options().map(({ itemNumber }) => itemNumber)
  const rows = (ticketId: string) => shop.licenses(ticketId)

  describe('trials', () => {
    test('QUOTA_EXCEEDED: a container gets a trial once, from whichever ticket', async () => {
      const first = await shop.order([{ lineNumber: '1', itemNumber: 'TRIAL', quantity: 2 }])
      expect(await collect(first, { selection: 'all' })).toEqual([true, 'QUOTA_EXCEEDED'])
      const second = await shop.order(['TRIAL'])
      expect(await refusal(shop.activate(container, { ticketId: second }))).toMatchObject({ code: 'QUOTA_EXCEEDED' })
      expect(await collect(second, {}, shop.container())).toEqual([true])
    })

    test('a trial may be had as often as its item says', async () => {
      const ticketId = await shop.order([{ lineNumber: '1', itemNumber: 'TWO-TRIALS', quantity: 3 }])
      expect(await collect(ticketId, { selection: 'all' })).toEqual([true, true, 'QUOTA_EXCEEDED'])
      const { serial: containerSerial } = container
      const trials = await shop.store.read((tx) =>
        tx.find(Trial, { where: { containerSerial }, order: { trialNumber: 'ASC' } }),
      )
      const [one, two] = await rows(ticketId)
      expect(trials.map(({ trialNumber, licenseId }) => [trialNumber, licenseId])).toEqual([
        [1, one?.id],
        [2, two?.id],
      ])
    })

    test('a license that comes back to its container is no new trial; a withdrawn one was one', async () => {
      const ticketId = await shop.order(['TRIAL'])
      await collect(ticketId)
      await setBack(ticketId, 'NotCollected')
      expect(await collect(ticketId)).toEqual([true])
      await setBack(ticketId, 'Withdrawn')
      // What the container still shows is taken out by the same answer.
      expect(await collect(await shop.order(['TRIAL']))).toEqual(['QUOTA_EXCEEDED'])
    })

    test('of two at once only one goes', async () => {
      const tickets = [await shop.order(['TRIAL']), await shop.order(['TRIAL'])]
      const contextFile = await container.context(firm)
      const answers = await Promise.allSettled(
        tickets.map((ticketId) => shop.activate(container, { ticketId, contextFile })),
      )
      expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    })

    /** As if it had left the container, whichever way. */
    async function setBack(ticketId: string, state: string) {
      const [license] = await rows(ticketId)
      await shop.store.transact(async (tx) => {
        await tx.update(License, { id: license?.id ?? '' }, { state, containerId: null })
      })
    }
  })

  describe('container types', () => {
    test('CONTAINER_KIND: the container is bound another way', async () => {
      const ticketId = await shop.order(['FOR-SERVER'])
      expect(await refusal(shop.activate(container, { ticketId }))).toMatchObject({
        code: 'CONTAINER_KIND',
        message: 'Item FOR-SERVER goes into containers of type SERVER only.',
      })
    })

    test('LIMIT_EXCEEDED: the container is full for its type, counting every license', async () => {
      await collect(await shop.order(['PLAIN']))
      const ticketId = await shop.order([{ lineNumber: '1', itemNumber: 'FOR-PC', quantity: 2 }])
      expect(await collect(ticketId, { selection: 'all' })).toEqual([true, 'LIMIT_EXCEEDED'])
      const other = await shop.order(['OTHER-FOR-PC'])
      const contextFile = await container.context(otherFirm)
      expect(await refusal(shop.activate(container, { ticketId: other, contextFile }))).toMatchObject({
        code: 'LIMIT_EXCEEDED',
      })
      expect(await collect(await shop.order(['PLAIN']))).toEqual([true])
    })

    test('two firm codes at once do not share the last place', async () => {
      await collect(await shop.order(['PLAIN']))
      const tickets = [await shop.order(['FOR-PC']), await shop.order(['OTHER-FOR-PC'])] as const
      const contexts = [await container.context(firm), await container.context(otherFirm)] as const
      const [own, other] = await Promise.allSettled(
        ([0, 1] as const).map((at) => shop.activate(container, { ticketId: tickets[at], contextFile: contexts[at] })),
      )
      expect([own?.status, other?.status].toSorted()).toEqual(['fulfilled', 'rejected'])
    })
  })

  describe('modules', () => {
    test('BASE_LICENSE_MISSING: the base is not there', async () => {
      const ticketId = await shop.order(['MODULE'])
      expect(await refusal(shop.activate(container, { ticketId }))).toMatchObject({
        code: 'BASE_LICENSE_MISSING',
        message: expect.stringContaining('BASE or UPGRADE') as string,
      })
    })

    test('a module goes with its base in one step, after it, whatever the order of the lines', async () => {
      const ticketId = await shop.order(['PART', 'MODULE', 'BASE'])
      expect(await collect(ticketId)).toEqual([true, true, true])
      const [base, module_, part] = container.state(firm).licenses
      expect(itemsHere()).toEqual(['BASE', 'MODULE', 'PART'])
      expect(module_?.options.ridesOn).toBe(base?.licenseId)
      expect(part?.options.ridesOn).toBe(module_?.licenseId)
      const byItem = new Map((await rows(ticketId)).map((row) => [row.id, row.baseId]))
      expect(byItem.get(module_?.licenseId ?? '')).toBe(base?.licenseId)
    })

    test('a module goes to a base that is there, each to another as long as there are several', async () => {
      const bases = await shop.order([{ lineNumber: '1', itemNumber: 'BASE', quantity: 2 }])
      await collect(bases, { selection: 'all' })
      const modules = await shop.order([{ lineNumber: '1', itemNumber: 'MODULE', quantity: 3 }])
      expect(await collect(modules, { selection: 'all' })).toEqual([true, true, true])
      const [first, second] = await rows(bases)
      expect((await rows(modules)).map(({ baseId }) => baseId)).toEqual([first?.id, second?.id, first?.id])
    })

    test('the back office sees on what a module rides, and the end that counts', async () => {
      const ticketId = await shop.order(['MONTHLY', 'MODULE'])
      await collect(ticketId)
      const [base, module_] = await rows(ticketId)
      const { result } = await shop.sales('GetLicense', { licenseId: module_?.id ?? '' })
      const expirationTime = new Date('2026-06-04T08:00:00.000Z')
      expect(result).toMatchObject({ baseLicenseId: base?.id, licenseState: { expirationTime } })
      expect(module_?.expiresAt).toBeNull()
    })

    test('BASE_LICENSE_MISSING: a base that is to leave the container is none', async () => {
      const bases = await shop.order(['BASE'])
      await collect(bases)
      const [base] = await rows(bases)
      const licenseIds = { licenseId: [base?.id ?? ''] }
      await shop.sales('WithdrawLicenses', { withdrawal: { licenseIds, reason: 'Refund' } })
      const ticketId = await shop.order(['MODULE'])
      const { licenseResults } = await shop.activate(container, { ticketId })
      expect(licenseResults.licenseResult).toMatchObject([{ ok: false, code: 'BASE_LICENSE_MISSING' }])
    })

    test('an inseparable ticket goes with base and module, or not at all', async () => {
      const whole = await shop.order(['MODULE', 'BASE'], { inseparable: 'yes' })
      expect(await collect(whole)).toEqual([true, true])
      const lonely = await shop.order(['PLAIN', 'MODULE'], { inseparable: 'yes' })
      expect(await refusal(shop.activate(shop.container(), { ticketId: lonely }))).toMatchObject({
        code: 'BASE_LICENSE_MISSING',
      })
    })
  })

  describe('upgrades', () => {
    test('BASE_LICENSE_MISSING: there is nothing to upgrade', async () => {
      const ticketId = await shop.order(['UPGRADE'])
      expect(await refusal(shop.activate(container, { ticketId }))).toMatchObject({ code: 'BASE_LICENSE_MISSING' })
    })

    test('an upgrade takes the place of its base in one step; the receipt tells', async () => {
      const bases = await shop.order(['BASE'])
      await collect(bases)
      const ticketId = await shop.order(['UPGRADE'])
      expect(await collect(ticketId)).toEqual([true])
      expect(itemsHere()).toEqual(['UPGRADE'])
      const [base] = await rows(bases)
      const [upgrade] = await rows(ticketId)
      expect(base).toMatchObject({ state: 'WithdrawPending', replacedById: upgrade?.id })
      expect(upgrade).toMatchObject({ state: 'Collected', baseId: base?.id, replacesId: base?.id })
      await shop.confirm(container)
      expect((await rows(bases))[0]).toMatchObject({ state: 'Replaced', containerId: null })
      expect((await rows(ticketId))[0]).toMatchObject({ state: 'Confirmed' })
      expect(await shop.changes(base)).toEqual([
        'LicenseCreated 1',
        'LicenseCollected 2',
        'LicenseConfirmed 3',
        'LicenseWithdrawalOrdered 4',
        'LicenseReplaced 5',
      ])
    })

    test('an upgrade that has had its base needs none where it goes later', async () => {
      const bases = await shop.order(['BASE'])
      await collect(bases)
      const ticketId = await shop.order(['UPGRADE'])
      await collect(ticketId)
      await shop.confirm(container)
      const [upgrade] = await rows(ticketId)
      await shop.store.transact(async (tx) => {
        await tx.update(License, { id: upgrade?.id ?? '' }, { state: 'NotCollected', containerId: null })
      })
      const elsewhere = shop.container()
      expect(await collect(ticketId, {}, elsewhere)).toEqual([true])
    })

    test('base and upgrade of one ticket go one after the other', async () => {
      const ticketId = await shop.order(['UPGRADE', 'BASE'])
      expect(await collect(ticketId)).toEqual([true, 'BASE_LICENSE_MISSING'])
      expect(await collect(ticketId)).toContain(true)
      expect(itemsHere()).toEqual(['UPGRADE'])
      expect(
        await refusal(
          shop.activate(container, { ticketId, licenseIds: { licenseId: [(await rows(ticketId))[0]?.id ?? ''] } }),
        ),
      ).toMatchObject({ code: 'NOTHING_TO_DO' })
    })

    test('asking again puts no second base beside the upgrade', async () => {
      const lines = [
        { lineNumber: '1', itemNumber: 'BASE', quantity: 2 },
        { lineNumber: '2', itemNumber: 'UPGRADE', quantity: 2 },
      ]
      const ticketId = await shop.order(lines)
      await collect(ticketId)
      await collect(ticketId)
      await shop.confirm(container)
      expect(await refusal(shop.activate(container, { ticketId }))).toMatchObject({ code: 'NOTHING_TO_DO' })
      expect(itemsHere()).toEqual(['UPGRADE'])
    })

    test('modules that can ride on the upgrade go on with it; the others are worth nothing', async () => {
      const ticketId = await shop.order(['BASE', 'MODULE', 'OLD-MODULE'])
      await collect(ticketId)
      const upgrades = await shop.order(['UPGRADE'])
      await collect(upgrades)
      const [upgrade] = await rows(upgrades)
      const [base, module_, old] = await rows(ticketId)
      const riding = new Map(
        container
          .state(firm)
          .licenses.map(({ licenseId, generation, options: { ridesOn } }) => [licenseId, [generation, ridesOn]]),
      )
      expect(riding.get(module_?.id ?? '')).toEqual([1, upgrade?.id])
      expect(riding.get(old?.id ?? '')).toEqual([1, base?.id])
      expect(module_).toMatchObject({ baseId: upgrade?.id, state: 'Confirmed' })
      expect(await shop.changes(module_)).toEqual([
        'LicenseCreated 1',
        'LicenseCollected 2',
        'LicenseConfirmed 3',
        'LicenseRebased 4',
      ])
    })

    test('of two upgrades at once one takes the base', async () => {
      await collect(await shop.order(['BASE']))
      const tickets = [await shop.order(['UPGRADE']), await shop.order(['UPGRADE'])]
      const contextFile = await container.context(firm)
      const answers = await Promise.allSettled(
        tickets.map((ticketId) => shop.activate(container, { ticketId, contextFile })),
      )
      expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    })
  })
})
