import { CloudUser } from './cloud-user.ts'
import { depotDatabases, useDepot } from './depot-shop.ts'

describe.each(depotDatabases)('RenewLicense (%s)', (kind) => {
  const depot = useDepot(kind)

  test('in a cloud container is done at once, and no update is given', async () => {
    const user = await CloudUser.enrolled(depot())
    const ticketId = await depot().order(['C-RENEWED'])
    await user.activate(ticketId)
    const [before] = await depot().licenses(ticketId)
    const renewal = { ticketId, licenseId: before?.id ?? '', contextFile: await user.context() }
    const { result } = await depot().call('RenewLicense', { renewal })
    expect(result.updateFile).toBeUndefined()
    const { heldLicenses } = await user.autoUpdate()
    expect(heldLicenses.heldLicense).toMatchObject([
      { licenseId: before?.id, state: 'Confirmed', expirationTime: result.expirationTime },
    ])
    expect(result.expirationTime?.getTime()).toBeGreaterThan(before?.expiresAt?.getTime() ?? Infinity)
  })

  test('asked for three times at once is done three times', async () => {
    const ticketId = await depot().order(['C-RENEWED'])
    const user = await CloudUser.enrolled(depot())
    await user.activate(ticketId)
    const [before] = await depot().licenses(ticketId)
    const renew = async () => {
      const renewal = { ticketId, licenseId: before?.id ?? '', contextFile: await user.context() }
      return (await depot().call('RenewLicense', { renewal })).result.expirationTime
    }
    const ends = await Promise.all([renew(), renew(), renew()])
    const [after] = await depot().licenses(ticketId)
    expect(after?.expiresAt).toEqual(new Date(Math.max(...ends.map((end) => end?.getTime() ?? 0))))
    expect(new Set(ends.map(String)).size).toBe(3)
  })
})
