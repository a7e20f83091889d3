import type { Approval } from '../../src/contract/sales.ts'
import { caller, depotDatabases, refusal, start, useDepot } from '../depot/depot-shop.ts'
import { collect, outcomesOf, sell } from './vendor-shop.ts'

const reason = 'laptop was stolen, police report seen'

describe.each(depotDatabases)('ApproveReactivation (%s)', (kind) => {
  const depot = useDepot(kind)
  const decide = (
    approval: Omit<Approval, 'reason'>,
    more: { requestId?: string; runMode?: 'check' } = {},
    options = {},
  ) => depot().sales('ApproveReactivation', { ...more, approval: { ...approval, reason } }, options)
  const accept = { decision: 'accept' } as const
  const shown = async (licenseId = '') =>
    (await depot().sales('GetLicense', { licenseId })).result.moveDecision?.decided

  test('of one license: it is in force until the license has left its container', async () => {
    const sold = await sell(depot(), 'ASKED')
    await collect(depot(), sold)
    const [licenseId] = sold.licenseIds
    const answer = await decide({ licenseId, ...accept })
    expect(answer.result).toMatchObject({ decidedCount: 1, refusedCount: 0 })
    expect(outcomesOf(answer)).toEqual(['ok Confirmed'])
    const detail = await depot().sales('GetLicense', { licenseId: licenseId ?? '' })
    expect(detail.result.moveDecision).toEqual({ decided: 'accept', decidedAt: start, reason })
    const [license] = await depot().licenses(sold.ticketId)
    expect(await depot().changes(license)).toContain('LicenseMoveApproved 4')
  })

  test('can be changed', async () => {
    const sold = await sell(depot(), 'ASKED')
    await collect(depot(), sold)
    const [licenseId] = sold.licenseIds
    await decide({ licenseId, decision: 'reject' })
    expect(await shown(licenseId)).toBe('reject')
    await decide({ licenseId, ...accept })
    expect(await shown(licenseId)).toBe('accept')
    const [license] = await depot().licenses(sold.ticketId)
    expect((await depot().changes(license)).slice(-2)).toEqual(['LicenseMoveRefused 4', 'LicenseMoveApproved 5'])
  })

  test('of all licenses of a container that leave it to a person; the others fare for themselves', async () => {
    const sold = await sell(depot(), 'ASKED', 'PLAIN', 'ASKED')
    const container = await collect(depot(), sold)
    const answer = await decide({ containerSerial: container.serial, ...accept })
    expect(answer.result).toMatchObject({ decidedCount: 2, refusedCount: 1 })
    expect(outcomesOf(answer).toSorted()).toEqual(['REACTIVATION_NOT_ALLOWED', 'ok Confirmed', 'ok Confirmed'])
    expect(await Promise.all(sold.licenseIds.map(shown))).toEqual(
      expect.arrayContaining(['accept', undefined, 'accept']),
    )
  })

  test('the same requestId is answered from what was done', async () => {
    const sold = await sell(depot(), 'ASKED')
    const { serial: containerSerial } = await collect(depot(), sold)
    const once = { requestId: `approve ${kind}` }
    const answer = await decide({ containerSerial, ...accept }, once)
    expect(await decide({ containerSerial, ...accept }, once)).toEqual(answer)
    expect((await depot().licenses(sold.ticketId))[0]?.version).toBe(4)
    const other = decide({ containerSerial, decision: 'reject' }, once)
    expect(await refusal(other)).toMatchObject({ code: 'REQUEST_CONFLICT' })
  })

  test('also when the license has left the container since', async () => {
    const sold = await sell(depot(), 'ASKED')
    const { serial: containerSerial } = await collect(depot(), sold)
    const once = { requestId: `approve and go ${kind}` }
    await decide({ containerSerial, ...accept }, once)
    const [licenseId] = sold.licenseIds
    const gone = { containerId: null, state: 'NotCollected' }
    await depot().store.transact((tx) => tx.update('License', { id: licenseId }, gone))
    expect(outcomesOf(await decide({ containerSerial, ...accept }, once))).toEqual(['ok NotCollected'])
    expect(await shown(licenseId)).toBeUndefined()
  })

  test('of a full container 300 are told of, those with nothing to decide first', async () => {
    const pieces = (lineNumber: string, itemNumber: string, quantity: number) => ({ lineNumber, itemNumber, quantity })
    const ticketId = await depot().order([pieces('1', 'ASKED', 301), pieces('2', 'PLAIN', 1)])
    const { serial: containerSerial } = await collect(depot(), { ticketId })
    const answer = await decide({ containerSerial, ...accept })
    expect(answer.result).toMatchObject({ decidedCount: 301, refusedCount: 1 })
    const outcomes = outcomesOf(answer)
    expect([outcomes.length, outcomes[0], outcomes[1]]).toEqual([300, 'REACTIVATION_NOT_ALLOWED', 'ok Confirmed'])
  })

  test('a check does all of it and stores nothing', async () => {
    const sold = await sell(depot(), 'ASKED')
    await collect(depot(), sold)
    const [licenseId] = sold.licenseIds
    expect(outcomesOf(await decide({ licenseId, ...accept }, { runMode: 'check' }))).toEqual(['ok Confirmed'])
    expect(await shown(licenseId)).toBeUndefined()
  })

  test('a copy that was collected later is not decided on', async () => {
    const sold = await sell(depot(), 'ASKED')
    await collect(depot(), sold)
    const [license] = await depot().licenses(sold.ticketId)
    const licenseId = license?.id
    await decide({ licenseId, ...accept })
    const facts = { generation: 2, containerId: license?.containerId ?? null }
    await depot().store.transact((tx) => tx.update('License', { id: licenseId }, facts))
    expect(await shown(licenseId)).toBeUndefined()
    expect(outcomesOf(await decide({ licenseId, ...accept }))).toEqual(['ok Confirmed'])
  })

  test('NOTHING_TO_DO: nobody has it', async () => {
    const [licenseId] = (await sell(depot(), 'ASKED')).licenseIds
    expect(await refusal(decide({ licenseId, ...accept }))).toMatchObject({ code: 'NOTHING_TO_DO' })
  })

  test('REACTIVATION_NOT_ALLOWED: its item forbids it', async () => {
    const sold = await sell(depot(), 'PLAIN')
    await collect(depot(), sold)
    const [licenseId] = sold.licenseIds
    expect(await refusal(decide({ licenseId, ...accept }))).toMatchObject({ code: 'REACTIVATION_NOT_ALLOWED' })
  })

  test('LICENSE_UNKNOWN, CONTAINER_UNKNOWN: what is not there, or not for this client', async () => {
    const sold = await sell(depot(), 'ASKED')
    const { serial: containerSerial } = await collect(depot(), sold)
    const as = { ...caller, name: 'shop', orderScope: 'shop' }
    const [licenseId] = sold.licenseIds
    expect(await refusal(decide({ licenseId, ...accept }, {}, { as }))).toMatchObject({ code: 'LICENSE_UNKNOWN' })
    const nowhere = decide({ containerSerial: '130-1', ...accept })
    expect(await refusal(nowhere)).toMatchObject({ code: 'CONTAINER_UNKNOWN', field: 'approval/containerSerial' })
    const foreign = decide({ containerSerial, ...accept }, {}, { as })
    expect(await refusal(foreign)).toMatchObject({ code: 'NOTHING_TO_DO' })
  })

  test('INVALID_REQUEST: neither or both', async () => {
    expect(await refusal(decide(accept))).toMatchObject({ code: 'INVALID_REQUEST', field: 'approval' })
    const both = decide({ licenseId: 'a', containerSerial: 'b', ...accept })
    expect(await refusal(both)).toMatchObject({ code: 'INVALID_REQUEST' })
  })
})
