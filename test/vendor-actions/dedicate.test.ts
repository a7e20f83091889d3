import { Fault } from '../../src/faults.ts'
import { firm, caller, depotDatabases, refusal, useDepot } from '../depot/depot-shop.ts'
import { meanwhile } from './meanwhile.ts'
import { collect, named, outcomesOf, sell, statesOf } from './vendor-shop.ts'

describe.each(depotDatabases)('AssignContainer and ReleaseContainer (%s)', (kind) => {
  const depot = useDepot(kind)
  const assign = (serial: string, ids: readonly (string | undefined)[], requestId?: string) =>
    depot().sales('AssignContainer', { requestId, assignment: { ...named(...ids), containerSerial: serial } })
  const release = (...ids: readonly (string | undefined)[]) =>
    depot().sales('ReleaseContainer', { containerRelease: { ...named(...ids), comment: 'any machine' } })

  test('a dedicated license goes into its container only, which need not be known yet', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const container = depot().container()
    expect(outcomesOf(await assign(container.serial, sold.licenseIds))).toEqual(['ok NotCollected pending'])
    const asked = { ticketId: sold.ticketId, selection: 'all' as const }
    expect(await refusal(depot().activate(depot().container(), asked))).toMatchObject({ code: 'LICENSE_STATE' })
    await depot().activate(container, asked)
    const [license] = await depot().licenses(sold.ticketId)
    expect(license).toMatchObject({ state: 'Collected', dedicatedSerial: container.serial })
    expect(await depot().changes(license)).toEqual(['LicenseCreated 1', 'LicenseAssigned 2', 'LicenseCollected 3'])
  })

  test('a released license goes anywhere', async () => {
    const sold = await sell(depot(), 'PLAIN')
    await assign('130-4711', sold.licenseIds)
    expect(outcomesOf(await release(...sold.licenseIds))).toEqual(['ok NotCollected'])
    await collect(depot(), sold)
  })

  test('licenses fare one by one, and the same requestId is answered from what was done', async () => {
    const sold = await sell(depot(), 'PLAIN', 'DONGLE-ONLY', 'SECOND')
    const [plain, dongle, second] = sold.licenseIds
    await assign('130-1', [second])
    const requestId = `assign ${String(plain)}`
    const expected = ['ok NotCollected pending', 'CONTAINER_KIND', 'NOTHING_TO_DO']
    expect(outcomesOf(await assign('130-1', [plain, dongle, second], requestId))).toEqual(expected)
    expect(outcomesOf(await assign('130-1', [plain, dongle, second], requestId))).toEqual(expected)
    expect(await refusal(assign('130-2', [plain], requestId))).toMatchObject({ code: 'REQUEST_CONFLICT' })
  })

  test('LICENSE_STATE: it is in a container', async () => {
    const sold = await sell(depot(), 'PLAIN')
    await collect(depot(), sold)
    expect(await refusal(assign('130-1', sold.licenseIds))).toMatchObject({ code: 'LICENSE_STATE' })
    expect(await refusal(release(...sold.licenseIds))).toMatchObject({ code: 'LICENSE_STATE' })
  })

  test('CONTAINER_KIND: the item does not go into such a container', async () => {
    const sold = await sell(depot(), 'DONGLE-ONLY')
    expect(await refusal(assign('130-1', sold.licenseIds))).toMatchObject({ code: 'CONTAINER_KIND' })
    expect(outcomesOf(await assign('3-1', sold.licenseIds))).toEqual(['ok NotCollected pending'])
  })

  test('NOTHING_TO_DO: dedicated to it already, or to none', async () => {
    const sold = await sell(depot(), 'PLAIN')
    expect(await refusal(release(...sold.licenseIds))).toMatchObject({ code: 'NOTHING_TO_DO' })
    await assign('130-1', sold.licenseIds)
    expect(await refusal(assign('130-1', sold.licenseIds))).toMatchObject({ code: 'NOTHING_TO_DO' })
  })

  test('LICENSE_UNKNOWN: no such license', async () => {
    expect(await refusal(assign('130-1', ['unknown']))).toMatchObject({ code: 'LICENSE_UNKNOWN' })
    expect(await refusal(release('unknown'))).toMatchObject({ code: 'LICENSE_UNKNOWN' })
  })

  test('INVALID_REQUEST: no container can have this serial', async () => {
    expect(await refusal(assign('disk', ['unknown']))).toMatchObject({
      code: 'INVALID_REQUEST',
      field: 'assignment/containerSerial',
    })
  })
})

describe.each(depotDatabases)('RotateTicket (%s)', (kind) => {
  const depot = useDepot(kind)
  const rotate = (ticketId: string, more: { requestId?: string; runMode?: 'check' } = {}) =>
    depot().sales('RotateTicket', { ...more, rotation: { ticketId, reason: 'posted in a forum' } })

  test('the old characters are dead for every interface, the new ones open what they opened', async () => {
    const sold = await sell(depot(), 'PLAIN', 'SECOND')
    const { result } = await rotate(sold.ticketId)
    const ticketId = result.ticketId ?? ''
    expect(ticketId).not.toBe(sold.ticketId)
    expect(result.licenseCount).toBe(2)
    const container = depot().container()
    for (const call of [
      depot().activate(container, { ticketId: sold.ticketId }),
      depot().call('GetTickets', { ticketIds: { ticketId: [sold.ticketId] } }),
      depot().sales('GetTicket', { ticketId: sold.ticketId }),
      rotate(sold.ticketId),
    ]) {
      expect(await refusal(call)).toMatchObject({ code: 'TICKET_UNKNOWN' })
    }
    expect((await depot().sales('GetTicket', { ticketId })).result.licenseCount).toBe(2)
    await collect(depot(), { ticketId })
    expect((await depot().licenses(ticketId)).map(({ id }) => id)).toEqual(sold.licenseIds)
  })

  test('an activation under way when the ticket is rotated comes before that, or to nothing', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const activating = depot().activate(depot().container(), { ticketId: sold.ticketId })
    const [activated, { result }] = await Promise.all([
      activating.then(
        () => 'Collected',
        (error: unknown) => (error instanceof Fault ? error.code : error),
      ),
      rotate(sold.ticketId),
    ])
    expect(['Collected', 'TICKET_UNKNOWN']).toContain(activated)
    const states = await statesOf(depot(), { ticketId: result.ticketId ?? '' })
    expect(states).toEqual([activated === 'Collected' ? 'Collected' : 'NotCollected'])
  })

  if (kind === 'mariadb') {
    test('an activation that has read the ticket before it was rotated comes to nothing', async () => {
      for (const inseparable of ['no', 'yes'] as const) {
        const ticketId = await depot().order(['PLAIN'], { inseparable })
        let rotated = ''
        const store = meanwhile(depot().store, /^INSERT INTO `?steps/, async () => {
          rotated = (await rotate(ticketId)).result.ticketId ?? ''
        })
        const late = depot().activate(depot().container(), { ticketId }, { store })
        expect(await refusal(late)).toMatchObject({ code: 'TICKET_UNKNOWN' })
        expect(await statesOf(depot(), { ticketId: rotated })).toEqual(['NotCollected'])
      }
    })
  }

  test('a lost answer is asked for again by its requestId', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const requestId = `rotate ${String(sold.licenseIds[0])}`
    const { result } = await rotate(sold.ticketId, { requestId })
    expect((await rotate(sold.ticketId, { requestId })).result).toEqual(result)
    expect(await refusal(rotate(result.ticketId ?? '', { requestId }))).toMatchObject({ code: 'REQUEST_CONFLICT' })
  })

  test('rotated twice at once, by one request or by two: one new ticket', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const requestId = `at once ${String(sold.licenseIds[0])}`
    const same = await Promise.all([1, 2, 3].map(() => rotate(sold.ticketId, { requestId })))
    expect(new Set(same.map(({ result }) => result.ticketId)).size).toBe(1)
    const ticketId = same[0]?.result.ticketId ?? ''
    const answers = await Promise.allSettled([rotate(ticketId), rotate(ticketId)])
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('a check changes nothing and shows no ticket that would not work', async () => {
    const sold = await sell(depot(), 'PLAIN')
    expect((await rotate(sold.ticketId, { runMode: 'check' })).result).toEqual({ licenseCount: 1 })
    expect((await depot().sales('GetTicket', { ticketId: sold.ticketId })).result.licenseCount).toBe(1)
  })

  test('TICKET_UNKNOWN: a ticket of another order scope', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const as = { ...caller, orderScope: 'shop' }
    const rotation = { ticketId: sold.ticketId, reason: 'leaked' }
    expect(await refusal(depot().sales('RotateTicket', { rotation }, { as }))).toMatchObject({ code: 'TICKET_UNKNOWN' })
  })

  test("FORBIDDEN: a ticket with a license of a firm code that is not the client's", async () => {
    const sold = await sell(depot(), 'PLAIN')
    const rotation = { ticketId: sold.ticketId, reason: 'leaked' }
    const refused = depot().sales('RotateTicket', { rotation }, { as: { ...caller, firmCodes: new Set([1]) } })
    expect(await refusal(refused)).toMatchObject({ code: 'FORBIDDEN', field: 'rotation/ticketId' })
    const as = { ...caller, firmCodes: new Set([firm.firmCode]) }
    expect((await depot().sales('RotateTicket', { rotation }, { as })).result.licenseCount).toBe(1)
  })

  test('TICKET_MALFORMED: a typing error', async () => {
    expect(await refusal(rotate('ABCDE'))).toMatchObject({ code: 'TICKET_MALFORMED' })
  })
})
