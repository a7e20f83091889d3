import type { ExplainTarget } from '../../src/contract/sales.ts'
import { Container } from '../../src/entities/container.ts'
import { FirmKey } from '../../src/entities/firm-key.ts'
import { LedgerEvent } from '../../src/entities/ledger-event.ts'
import { License } from '../../src/entities/license.ts'
import { caller, depotDatabases, firm, refusal, start, useDepot } from '../depot/depot-shop.ts'
import type { FieldContainer } from '../depot/field-container.ts'

const day = 86_400_000

describe.each(depotDatabases)('ExplainTicket (%s)', (kind) => {
  const depot = useDepot(kind)
  const explain = async (ticketId: string, explainTarget: ExplainTarget = {}, options = {}) =>
    (await depot().sales('ExplainTicket', { ticketId, explainTarget }, options)).result
  const verdictsOn = async (ticketId: string, explainTarget: ExplainTarget = {}, options = {}) =>
    (await explain(ticketId, explainTarget, options)).licenseVerdicts.licenseVerdict
  const settle = async (ticketId: string, container: FieldContainer) => {
    const { updateFile } = await depot().activate(container, { ticketId, selection: 'all' })
    await container.import(firm, updateFile)
    await depot().confirm(container)
  }
  const everything = () =>
    depot().store.read(async (tx) => ({
      containers: await tx.find(Container, { order: { id: 'ASC' } }),
      licenses: await tx.find(License, { order: { id: 'ASC' } }),
      events: await tx.count(LedgerEvent),
    }))

  test('tells of each license whether it would go, why not, and what would change that', async () => {
    const ticketId = await depot().order(['PLAIN', 'DONGLE-ONLY'])
    const [plain, dongle] = await depot().licenses(ticketId)
    expect(await explain(ticketId, { containerKind: 'software' })).toEqual({
      licenseCount: 2,
      allowedCount: 1,
      licenseVerdicts: {
        licenseVerdict: [
          {
            licenseId: plain?.id,
            itemNumber: 'PLAIN',
            firmCode: firm.firmCode,
            state: 'NotCollected',
            allowed: true,
            text: 'An update would put it into the container.',
          },
          {
            licenseId: dongle?.id,
            itemNumber: 'DONGLE-ONLY',
            firmCode: firm.firmCode,
            state: 'NotCollected',
            allowed: false,
            ruleCode: 'CONTAINER_KIND',
            text: 'Item DONGLE-ONLY goes into dongle containers only.',
            remedy: 'Activate it into a dongle container.',
          },
        ],
      },
    })
  })

  test('changes nothing, whatever the activation would', async () => {
    const container = depot().container()
    await settle(await depot().order(['BASE']), container)
    const ticketId = await depot().order(['PLAIN', 'UPGRADE', 'TRIAL', 'OTHER-FIRM'])
    const before = await everything()
    const verdicts = await verdictsOn(ticketId, { containerSerial: container.serial })
    expect(verdicts.map(({ allowed }) => allowed)).toEqual([true, true, true, true])
    await verdictsOn(ticketId)
    expect(await everything()).toEqual(before)
  })

  test('may be asked about while the container comes by', async () => {
    const container = depot().container()
    await settle(await depot().order(['PLAIN']), container)
    const ticketId = await depot().order([{ lineNumber: '1', itemNumber: 'SECOND', quantity: 5 }])
    const target = { containerSerial: container.serial }
    const contextFile = await container.context(firm)
    const [{ activatedCount }, ...answers] = await Promise.all([
      depot().activate(container, { ticketId, selection: 'all', contextFile }),
      ...[1, 2, 3, 4].map(() => explain(ticketId, target)),
    ])
    expect(activatedCount).toBe(5)
    expect(answers.map(({ allowedCount }) => allowedCount)).toEqual([5, 5, 5, 5])
  })

  test('of neither container nor kind: any new container will do', async () => {
    const [verdict] = await verdictsOn(await depot().order(['PLAIN']))
    expect(verdict).toMatchObject({ allowed: true, text: 'An update would put it into a new software container.' })
    const [dongle] = await verdictsOn(await depot().order(['DONGLE-ONLY']))
    expect(dongle).toMatchObject({ allowed: true, text: 'An update would put it into a new dongle container.' })
  })

  test('a license that is lost with its container: from when on its item lets it go', async () => {
    const container = depot().container()
    const ticketId = await depot().order(['WAITING'])
    await settle(ticketId, container)
    const [verdict] = await verdictsOn(ticketId, { containerKind: 'software' })
    expect(verdict).toMatchObject({ ruleCode: 'LICENSE_STATE', text: 'The license is in another container.' })
    expect(verdict?.possibleAt).toEqual(new Date(start.getTime() + 3 * day))
    expect(verdict?.remedy).toMatch(/leave that container.*3 days/)
  })

  test('the approval of the vendor is what a manual rule waits for', async () => {
    const ticketId = await depot().order(['ASKED'])
    await settle(ticketId, depot().container())
    const verdict = async () => (await verdictsOn(ticketId, { containerKind: 'software' }))[0]
    expect(await verdict()).toMatchObject({ remedy: expect.stringMatching('has to approve') })
    const [license] = await depot().licenses(ticketId)
    await depot().sales('ApproveReactivation', {
      approval: { licenseId: license?.id ?? '', decision: 'accept', reason: 'machine burnt' },
    })
    expect(await verdict()).toMatchObject({ remedy: expect.stringMatching('allows a reactivation') })
  })

  test('at most 100 licenses one by one; the counts are of all', async () => {
    const ticketId = await depot().order([{ lineNumber: '1', itemNumber: 'PLAIN', quantity: 101 }])
    const { licenseCount, allowedCount, licenseVerdicts } = await explain(ticketId, { containerKind: 'software' })
    expect([licenseCount, allowedCount, licenseVerdicts.licenseVerdict.length]).toEqual([101, 101, 100])
  })

  test('a firm code without keys has no containers', async () => {
    const ticketId = await depot().order(['PLAIN'])
    const keys = await depot().store.read((tx) => tx.findBy(FirmKey, { firmCode: firm.firmCode }))
    await depot().store.transact((tx) => tx.delete(FirmKey, { firmCode: firm.firmCode }))
    try {
      const [verdict] = await verdictsOn(ticketId)
      expect(verdict).toMatchObject({ allowed: false, ruleCode: 'FIRM_CODE_UNKNOWN' })
    } finally {
      await depot().store.transact((tx) => tx.insert(FirmKey, keys))
    }
  })

  test('TICKET_MALFORMED, TICKET_UNKNOWN, also for a ticket of another order scope', async () => {
    const malformed = { code: 'TICKET_MALFORMED', field: 'ticketId' }
    expect(await refusal(explain('AAAAA'))).toMatchObject(malformed)
    const foreign = { ...caller, name: 'shop', orderScope: 'shop' }
    const ticketId = await depot().order(['PLAIN'])
    const unknown = { code: 'TICKET_UNKNOWN', field: 'ticketId' }
    expect(await refusal(explain(ticketId, {}, { as: foreign }))).toMatchObject(unknown)
  })

  test('CONTAINER_UNKNOWN', async () => {
    const asked = explain(await depot().order(['PLAIN']), { containerSerial: '130-1' })
    expect(await refusal(asked)).toMatchObject({ code: 'CONTAINER_UNKNOWN', field: 'explainTarget/containerSerial' })
  })

  test('PARAMETER_INVALID: no item of the ticket has such a parameter', async () => {
    const parameters = { parameter: [{ name: 'host', value: 'A' }] }
    const asked = explain(await depot().order(['PLAIN']), { containerKind: 'software', parameters })
    const field = 'explainTarget/parameters/parameter[1]/name'
    expect(await refusal(asked)).toMatchObject({ code: 'PARAMETER_INVALID', field })
  })

  test('INVALID_REQUEST: a serial and a kind', async () => {
    const asked = explain(await depot().order(['PLAIN']), { containerSerial: '130-1', containerKind: 'software' })
    expect(await refusal(asked)).toMatchObject({ code: 'INVALID_REQUEST', field: 'explainTarget/containerSerial' })
  })
})
