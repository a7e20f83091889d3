import { linesOf, words, type Year } from './year.ts'

/** January to June: orders, mistakes, rent, trials and upgrades. */
export function firstHalf(year: () => Year): void {
  test('January: an order, whose answer gets lost; two customers rent', async () => {
    const { on, orders, redeems, holds } = words(year())
    await on('2026-01-07')
    const lost = await orders('Adler', '1001', '10: CAD-PRO')
    expect(lost).toMatchObject({ outcome: 'created', licenseCount: 1 })
    // The ERP knows nothing of it and sends the order again.
    expect(await orders('Adler', '1001', '10: CAD-PRO')).toEqual({ ...lost, outcome: 'replayed' })
    await redeems('Adler')
    expect(holds('Adler')).toEqual(['CAD-PRO'])
    expect(await year().states('1001')).toEqual(['10: CAD-PRO Confirmed'])

    await on('2026-01-15')
    await orders('Berger', '1002', '10: CAD-RENT')
    await redeems('Berger')
    expect(holds('Berger')).toEqual(['CAD-RENT until 2026-02-25'])

    await on('2026-01-20')
    await orders('Conrad', '1003', '10: CAD-FLAT')
    await redeems('Conrad')
    expect(holds('Conrad')).toEqual(['CAD-FLAT until 2026-02-27'])
  })

  test('February: an order grows; a wrong one that nobody collected goes at once', async () => {
    const { on, orders, redeems, company } = words(year())
    await on('2026-02-03')
    const { ticketId } = year().customer('Adler')
    const grown = await orders('Adler', '1001', '10: CAD-PRO', '20: CAD-PRO')
    expect(grown).toMatchObject({ outcome: 'extended', ticketId, licenseCount: 2 })
    const colleague = await redeems('Adler', { container: company.newContainer() })
    expect(colleague.licenses(company.firm)).toHaveLength(1)
    expect(await year().refusal(orders('Adler', '1001', '10: 5 CAD-PRO'))).toBe('ORDER_CONFLICT')

    await orders('Ebert', '1004', '10: 10 CAD-PRO')
    const licenseIds = { licenseId: await year().licenseIds('1004') }
    const withdrawal = { licenseIds, reason: 'ten instead of one' }
    const { actionOutcomes } = await company.sales('WithdrawLicenses', { withdrawal })
    expect(actionOutcomes.actionOutcome).toHaveLength(10)
    for (const each of actionOutcomes.actionOutcome) expect(each).toMatchObject({ state: 'Withdrawn', pending: 'no' })
    expect(await year().refusal(redeems('Ebert'))).toBe('NOTHING_TO_DO')
  })

  test('February, the rent: one is paid by the back office, one renews itself', async () => {
    const { on, redeems, holds, pays } = words(year())
    await on('2026-02-12')
    await pays('1002')
    // Until its next contact the container has what it had.
    expect(holds('Berger')).toEqual(['CAD-RENT until 2026-02-25'])
    await redeems('Berger')
    expect(holds('Berger')).toEqual(['CAD-RENT until 2026-03-25'])
    await redeems('Conrad')
    expect(holds('Conrad')).toEqual(['CAD-FLAT until 2026-03-27'])
  })

  test('March: what was collected by mistake leaves at the next contact; a day pass', async () => {
    const { on, orders, redeems, holds, company } = words(year())
    await on('2026-03-02')
    await orders('Falk', '1005', '10: CAD-PRO', '20: CAD-STANDARD')
    await redeems('Falk')
    const licenseIds = { licenseId: [await year().licenseId('1005', '20')] }
    await company.support.call('sales', 'WithdrawLicenses', { withdrawal: { licenseIds, reason: 'ordered twice' } })
    expect(await year().states('1005')).toEqual(['10: CAD-PRO Confirmed', '20: CAD-STANDARD WithdrawPending'])
    expect(holds('Falk')).toEqual(['CAD-PRO', 'CAD-STANDARD'])
    await redeems('Falk')
    expect(holds('Falk')).toEqual(['CAD-PRO'])
    expect(await year().states('1005')).toEqual(['10: CAD-PRO Confirmed', '20: CAD-STANDARD Withdrawn'])

    await on('2026-03-10')
    await orders('Dreher', '1006', '10: CAD-PASS')
    await redeems('Dreher')
    expect(holds('Dreher')).toEqual(['CAD-PASS until 2026-04-09'])
    // Time that was sold as such is not extended, it is bought again.
    expect(await year().refusal(year().pays('1006'))).toBe('NOTHING_TO_DO')
  })

  test('April: a subscription is cancelled, a pass is bought again, a trial is for once', async () => {
    const { on, orders, redeems, holds, company } = words(year())
    await on('2026-04-01')
    const licenseIds = { licenseId: [await year().licenseId('1003', '10')] }
    await company.sales('CancelSubscription', {
      subscriptionCancel: { licenseIds, reason: 'the customer has written' },
    })
    await on('2026-04-20')
    expect(await year().refusal(redeems('Conrad'))).toBe('NOTHING_TO_DO')
    expect(holds('Conrad')).toEqual(['CAD-FLAT until 2026-03-27'])

    const { ticketId } = year().customer('Dreher')
    const facts = { orderNumber: '1007', customer: { customerId: 'Dreher' }, ticketId }
    await company.sales('CreateOrder', { order: { ...facts, ...linesOf(['10: CAD-PASS']) } })
    await redeems('Dreher')
    expect(holds('Dreher')).toContain('CAD-PASS until 2026-05-20')

    await orders('Gruber', '1008', '10: CAD-TRIAL')
    await redeems('Gruber')
    expect(holds('Gruber')).toEqual(['CAD-TRIAL until 2026-05-20'])
    await orders('Gruber', '1009', '10: CAD-TRIAL')
    expect(await year().refusal(redeems('Gruber'))).toBe('QUOTA_EXCEEDED')
  })

  test('April, the support: why does it not work?', async () => {
    const { support } = year().company
    const { ticketId, container } = year().customer('Gruber')
    const explainTarget = { containerSerial: container.serial }
    const { licenseVerdicts } = await support.call('sales', 'ExplainTicket', { ticketId, explainTarget })
    expect(licenseVerdicts.licenseVerdict).toMatchObject([{ allowed: false, ruleCode: 'QUOTA_EXCEEDED' }])
  })

  test('May: a new configuration exchanges what is in use, and tells so before', async () => {
    const { on, orders, redeems, holds, company } = words(year())
    await on('2026-05-23')
    await orders('Huber', '1010', '10: CAD-STANDARD')
    await redeems('Huber')
    const orderReplacement = {
      orderNumber: '1010',
      ...linesOf(['10: CAD-PRO', '20: CAD-RENDER']),
      reason: 'needs more',
    }
    const configure = (runMode: 'check' | 'normal') =>
      company.sales('ReplaceOrder', { requestId: 'configuration of 1010', runMode, orderReplacement })
    const told = (await configure('check')).lineChanges.lineChange.map(({ text }) => text)
    expect(told[0]).toMatch(/^Line 10: 1 piece of CAD-PRO instead of 1 piece of CAD-STANDARD; 1 license is replaced/)
    expect(holds('Huber')).toEqual(['CAD-STANDARD'])
    expect((await configure('normal')).lineChanges.lineChange.map(({ text }) => text)).toEqual(told)
    await redeems('Huber')
    expect(holds('Huber')).toEqual(['CAD-PRO', 'CAD-RENDER'])
    expect(await year().states('1010')).toEqual([
      '10: CAD-PRO Confirmed',
      '10: CAD-STANDARD Replaced',
      '20: CAD-RENDER Confirmed',
    ])
  })

  test('June: an upgrade goes where its base is, a package comes with its module', async () => {
    const { on, orders, redeems, holds, company } = words(year())
    await on('2026-06-10')
    await orders('Imhof', '1011', '10: CAD-STANDARD')
    await redeems('Imhof')
    await orders('Imhof', '1012', '10: CAD-PRO-UPGRADE')
    const elsewhere = redeems('Imhof', { container: company.newContainer() })
    expect(await year().refusal(elsewhere)).toBe('BASE_LICENSE_MISSING')
    await redeems('Imhof')
    expect(holds('Imhof')).toEqual(['CAD-PRO-UPGRADE'])
    expect(await year().states('1011')).toEqual(['10: CAD-STANDARD Replaced'])

    await orders('Jung', '1013', '10: CAD-SUITE')
    await redeems('Jung')
    expect(holds('Jung')).toEqual(['CAD-PRO', 'CAD-RENDER'])
    await orders('Jung', '1014', '10: CAD-RENDER')
    const alone = redeems('Jung', { container: company.newContainer() })
    expect(await year().refusal(alone)).toBe('BASE_LICENSE_MISSING')
  })
}
