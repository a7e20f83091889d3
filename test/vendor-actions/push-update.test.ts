import { readUpdate } from '../../src/formats/update.ts'
import { caller, depotDatabases, firm, otherFirm, refusal, useDepot } from '../depot/depot-shop.ts'
import { actionsOf, collect, named, sell, statesOf } from './vendor-shop.ts'
import { untrueProof } from '../depot/untrue-proof.ts'

const reason = 'decided'
const { firmCode } = firm

describe.each(depotDatabases)('CreatePushUpdate (%s)', (kind) => {
  const depot = useDepot(kind)
  const push = (containerSerial: string, more: { requestId?: string; runMode?: 'check'; firmCode?: number } = {}) => {
    const { firmCode: code = firmCode, ...rest } = more
    return depot().sales('CreatePushUpdate', { ...rest, pushOrder: { containerSerial, firmCode: code } })
  }
  const withdraw = (...ids: (string | undefined)[]) =>
    depot().sales('WithdrawLicenses', { withdrawal: { ...named(...ids), reason } })
  const dedicate = async (serial: string, ...items: string[]) => {
    const sold = await sell(depot(), ...items)
    const assignment = { ...named(...sold.licenseIds), containerSerial: serial }
    await depot().sales('AssignContainer', { assignment })
    return sold
  }

  test('everything that waits comes in one file, which the container takes without being asked', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const container = await collect(depot(), sold)
    const [old = ''] = sold.licenseIds
    await withdraw(old)
    const dedicated = await dedicate(container.serial, 'SECOND', 'SECRET')
    const { result } = await push(container.serial)
    const ids = [old, ...dedicated.licenseIds]
    const states = ['WithdrawPending', 'Collected', 'Collected']
    const outcomes = ids.map((licenseId, index) => ({ licenseId, ok: true, state: states[index], pending: 'yes' }))
    expect(result.actionOutcomes.actionOutcome).toEqual(outcomes)
    expect(await container.import(firm, result.updateFile)).toBe(1)
    expect(container.licenses(firm)).toEqual(dedicated.licenseIds)
    await depot().confirm(container)
    expect(await statesOf(depot(), sold)).toEqual(['Withdrawn'])
    expect(await statesOf(depot(), dedicated)).toEqual(['Confirmed', 'Confirmed'])
    expect(await depot().changes(await depot().known(container))).toContain('ContainerUpdatePushed 2')
  })

  test('the same requestId gives the same file, however the licenses are by then', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const container = await collect(depot(), sold)
    await withdraw(...sold.licenseIds)
    const requestId = `push ${container.serial}`
    const { result } = await push(container.serial, { requestId })
    await container.import(firm, result.updateFile)
    await depot().confirm(container)
    const again = await push(container.serial, { requestId })
    expect(again.result.updateFile).toBe(result.updateFile)
    expect(again.result.actionOutcomes.actionOutcome).toMatchObject([{ state: 'Withdrawn', pending: 'no' }])
    const other = await collect(depot(), await sell(depot(), 'PLAIN'))
    expect(await refusal(push(other.serial, { requestId }))).toMatchObject({ code: 'REQUEST_CONFLICT' })
  })

  test('a file that was lost is made again as long as it is not confirmed', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const container = await collect(depot(), sold)
    await withdraw(...sold.licenseIds)
    const { result } = await push(container.serial)
    expect((await push(container.serial)).result.updateFile).toBe(result.updateFile)
    expect(await actionsOf(depot(), container)).toMatchObject([{ state: 'delivered' }])
    await container.import(firm, result.updateFile)
    await depot().confirm(container)
    expect(await refusal(push(container.serial))).toMatchObject({ code: 'NOTHING_TO_DO' })
  })

  test('what is on its way comes with it', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const container = await collect(depot(), sold, { receipt: false })
    await dedicate(container.serial, 'SECOND')
    const { updateFile } = (await push(container.serial)).result
    const { update } = await readUpdate(updateFile ?? '', firm.root)
    expect(update.steps).toHaveLength(2)
    expect(await container.import(firm, updateFile)).toBe(2)
  })

  test('a check stores nothing and gives no file', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const container = await collect(depot(), sold)
    await withdraw(...sold.licenseIds)
    const { result } = await push(container.serial, { runMode: 'check' })
    expect(result).toEqual({
      actionOutcomes: {
        actionOutcome: [{ licenseId: sold.licenseIds[0], ok: true, state: 'WithdrawPending', pending: 'yes' }],
      },
    })
    expect(await actionsOf(depot(), container)).toMatchObject([{ state: 'pending' }])
  })

  test('a push and a contact at once: the decision is in one step, which both files bring', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const container = await collect(depot(), sold)
    await withdraw(...sold.licenseIds)
    const { ticketId } = await sell(depot(), 'SECOND')
    const [pushed, activated] = await Promise.all([push(container.serial), depot().activate(container, { ticketId })])
    await container.import(firm, activated.updateFile)
    await container.import(firm, pushed.result.updateFile)
    expect(container.licenses(firm)).toHaveLength(1)
    await depot().confirm(container)
    expect(await actionsOf(depot(), container)).toMatchObject([{ state: 'done' }])
  })

  test('CONTAINER_UNKNOWN, FIRM_CODE_UNKNOWN: no such container, not known to the firm code, no such firm code', async () => {
    expect(await refusal(push('130-1'))).toMatchObject({ code: 'CONTAINER_UNKNOWN' })
    const { serial } = await collect(depot(), await sell(depot(), 'PLAIN'))
    expect(await refusal(push(serial, { firmCode: otherFirm.firmCode }))).toMatchObject({ code: 'CONTAINER_UNKNOWN' })
    expect(await refusal(push(serial, { firmCode: 7 }))).toMatchObject({ code: 'FIRM_CODE_UNKNOWN' })
  })

  test('CONTAINER_BLOCKED, MANIPULATION_DETECTED: a container in a state of which nothing is known', async () => {
    const container = await collect(depot(), await sell(depot(), 'PLAIN'))
    const { serial } = container
    await depot().sales('BlockContainer', { containerBlock: { containerSerial: serial, reason } })
    expect(await refusal(push(serial))).toMatchObject({ code: 'CONTAINER_BLOCKED' })
    await depot().sales('UnblockContainer', { containerUnblock: { containerSerial: serial, reason } })
    await refusal(depot().call('ConfirmUpdate', await untrueProof(firm, container)))
    expect(await refusal(push(serial))).toMatchObject({ code: 'MANIPULATION_DETECTED' })
    await depot().sales('ResolveContainer', {
      resolution: { containerSerial: serial, decision: 'accept', reason },
    })
    expect(await refusal(push(serial))).toMatchObject({ code: 'MANIPULATION_DETECTED' })
  })

  test('NOTHING_TO_DO: what was pushed before the container was accepted in another state', async () => {
    const container = await collect(depot(), await sell(depot(), 'PLAIN'))
    const { serial } = container
    await dedicate(serial, 'SECOND')
    const requestId = `push ${serial}`
    await push(serial, { requestId })
    const confirm = async () => {
      const contextFile = await container.context(firm, { counter: 9 })
      return depot().call('ConfirmUpdate', { confirmation: { contextFile } })
    }
    await refusal(confirm())
    await depot().sales('ResolveContainer', {
      resolution: { containerSerial: serial, decision: 'accept', reason },
    })
    await confirm()
    expect(await refusal(push(serial, { requestId }))).toMatchObject({ code: 'NOTHING_TO_DO' })
    expect((await push(serial)).result.actionOutcomes.actionOutcome).toHaveLength(1)
  })

  test('FORBIDDEN: a firm code that is not that of the client', async () => {
    const { serial } = await collect(depot(), await sell(depot(), 'PLAIN'))
    const as = { ...caller, firmCodes: new Set([1]) }
    const input = { pushOrder: { containerSerial: serial, firmCode } }
    expect(await refusal(depot().sales('CreatePushUpdate', input, { as }))).toMatchObject({ code: 'FORBIDDEN' })
  })

  test('TRANSFER_OPEN: twenty updates that nobody confirmed', async () => {
    const container = await collect(depot(), await sell(depot(), 'PLAIN'))
    for (let index = 0; index < 20; index++) {
      await dedicate(container.serial, 'PLAIN')
      await push(container.serial)
    }
    await dedicate(container.serial, 'PLAIN')
    expect(await refusal(push(container.serial))).toMatchObject({ code: 'TRANSFER_OPEN' })
  })
})
