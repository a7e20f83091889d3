import { randomUUID } from 'node:crypto'
import { randomBytes } from 'node:crypto'
import { newTicket, writeTicket } from '../../src/domain/ticket.ts'
import { License } from '../../src/entities/license.ts'
import { depotDatabases, firm, otherFirm, refusal, useDepot, type DepotShop } from './depot-shop.ts'

describe.each(depotDatabases)('GetTickets (%s)', (kind) => {
  const depot = useDepot(kind)
  let shop: DepotShop
  beforeEach(() => {
    shop = depot()
  })

  const views = async (...ticketId: string[]) =>
    (await shop.call('GetTickets', { ticketIds: { ticketId } })).result.ticketViews.ticketView

  test('shows licenses, what they need, and what can be done now', async () => {
    const ticketId = await shop.order(['PLAIN', 'OTHER-FIRM'])
    const container = shop.container()
    await shop.activate(container, { ticketId }, { of: firm })
    const [plain, other] = await shop.licenses(ticketId)
    const common = {
      name: 'Plain',
      containerKinds: { containerKind: ['software'] },
      containerTypeNames: { containerTypeName: [] },
      baseRule: 'none',
      baseItems: { baseItem: [] },
      trialCount: 0,
      returnPolicy: 'never',
      reactivationPolicy: 'never',
      reactivationAt: undefined,
      expirationTime: undefined,
    }
    expect(await views(ticketId)).toEqual([
      {
        ticketId,
        inseparable: 'no',
        licenseCount: 2,
        ticketLicenses: {
          ticketLicense: [
            {
              ...common,
              licenseId: plain?.id,
              itemNumber: 'PLAIN',
              state: 'Collected',
              firmCode: firm.firmCode,
              containerSerial: container.serial,
              nextActions: { nextAction: ['ContinueTransfer', 'ConfirmUpdate'] },
            },
            {
              ...common,
              licenseId: other?.id,
              itemNumber: 'OTHER-FIRM',
              state: 'NotCollected',
              firmCode: otherFirm.firmCode,
              containerSerial: undefined,
              nextActions: { nextAction: ['ActivateLicenses'] },
            },
          ],
        },
      },
    ])
  })

  test('tells what a license needs beside its container', async () => {
    const container = shop.container()
    await container.import(firm, (await shop.activate(container, { ticketId: await shop.order(['BASE']) })).updateFile)
    const needs = async (ticketId: string) => {
      const [view] = await views(ticketId)
      return view?.ticketLicenses.ticketLicense.map(
        ({ itemNumber, baseRule, baseItems, containerTypeNames, trialCount }) => {
          const bases = baseItems.baseItem.map((base) => `${base.itemNumber} ${base.name}`)
          return [itemNumber, baseRule, ...bases, ...containerTypeNames.containerTypeName, trialCount]
        },
      )
    }
    const ticketId = await shop.order(['UPGRADE', 'OLD-MODULE', 'FOR-PC', 'TRIAL'])
    const others = [
      ['OLD-MODULE', 'module', 'BASE Plain', 0],
      ['FOR-PC', 'none', 'PC', 0],
      ['TRIAL', 'none', 1],
    ]
    expect(await needs(ticketId)).toEqual([['UPGRADE', 'upgrade', 'BASE Plain', 0], ...others])
    await shop.activate(container, { ticketId })
    expect(await needs(ticketId)).toEqual([['UPGRADE', 'none', 0], ...others])
  })

  test('a module in its container ends with its base', async () => {
    const ticketId = await shop.order(['MONTHLY', 'MODULE', 'PART'])
    const ends = async () => {
      const [view] = await views(ticketId)
      return view?.ticketLicenses.ticketLicense.map(({ expirationTime }) => expirationTime?.toISOString())
    }
    expect(await ends()).toEqual([undefined, undefined, undefined])
    await shop.activate(shop.container(), { ticketId })
    expect(await ends()).toEqual(Array(3).fill('2026-06-04T08:00:00.000Z'))
  })

  test('reads several tickets joined by semicolons, as people write them, each once', async () => {
    const [one, two] = [await shop.order(['PLAIN']), await shop.order(['SECOND'], { inseparable: 'yes' })]
    const shown = await views(`${two.toLowerCase()} ; ${one.replaceAll('-', ' ')};`, one)
    expect(shown.map(({ ticketId, inseparable }) => [ticketId, inseparable])).toEqual([
      [two, 'yes'],
      [one, 'no'],
    ])
  })

  test('shows the first hundred licenses of each ticket and counts all', async () => {
    const many = await shop.order([{ lineNumber: '1', itemNumber: 'PLAIN', quantity: 120 }])
    const few = await shop.order([{ lineNumber: '1', itemNumber: 'PLAIN', quantity: 3 }])
    const shown = await views(many, few)
    expect(shown.map((view) => [view.licenseCount, view.ticketLicenses.ticketLicense.length])).toEqual([
      [120, 100],
      [3, 3],
    ])
  })

  test('a replaced license has left its ticket; the period of a collected one has an end', async () => {
    const ticketId = await shop.order(['PLAIN', 'MONTHLY'])
    await shop.activate(shop.container(), { ticketId })
    const [plain] = await shop.licenses(ticketId)
    await shop.store.transact((tx) => tx.update(License, { id: plain?.id ?? '' }, { replacedById: randomUUID() }))
    const [view] = await views(ticketId)
    expect(view).toMatchObject({
      licenseCount: 1,
      ticketLicenses: {
        ticketLicense: [{ itemNumber: 'MONTHLY', expirationTime: new Date('2026-06-04T08:00:00.000Z') }],
      },
    })
  })

  test('TICKET_MALFORMED', async () => {
    expect(await refusal(views('ABC'))).toMatchObject({ code: 'TICKET_MALFORMED' })
  })

  test('TICKET_UNKNOWN, and names the place, never the ticket', async () => {
    const unknown = writeTicket(newTicket(randomBytes))
    const { code, field, message } = await refusal(views(await shop.order(['PLAIN']), unknown))
    expect([code, field]).toEqual(['TICKET_UNKNOWN', 'ticketIds/ticketId[2]'])
    expect(message).not.toContain(unknown.slice(0, 5))
  })

  test('LIMIT_EXCEEDED: more than twenty', async () => {
    const tickets = Array.from({ length: 21 }, () => writeTicket(newTicket(randomBytes)))
    expect(await refusal(views(tickets.join(';')))).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      details: { most: '20' },
    })
  })
})
