import { depotDatabases, firm, otherFirm, useDepot } from '../depot/depot-shop.ts'
import { activated, explained, histories, standings, type Scene } from './explained-scene.ts'

/** One item for each rule of an activation. */
const items = [
  'PLAIN',
  'DONGLE-ONLY',
  'OTHER-FIRM',
  'TRIAL',
  'TRIAL',
  'FOR-PC',
  'OTHER-FOR-PC',
  'FOR-SERVER',
  'MODULE',
  'UPGRADE',
  'PART',
]

const host = { name: 'host', value: 'A' }
const named = {
  lineNumber: 'named',
  itemNumber: 'NAMED',
  quantity: 1,
  parameters: { parameter: [{ name: 'licensee', value: 'L' }] },
}

/**
 * ExplainTicket says before what ActivateLicenses says then, over the cross product of what can have happened to licenses,
 * how their container stands, which rules their items have, and of separable and inseparable tickets. The rules are the same
 * code on each database, so that MariaDB goes through the pairs of inseparable tickets by example only.
 */
describe.each(depotDatabases)('ExplainTicket agrees with what ActivateLicenses then does (%s)', (kind) => {
  const depot = useDepot(kind)
  /** What was ever told of a license. */
  const met = new Set<string>()

  const scenes = Object.keys(histories).flatMap((history) =>
    Object.keys(standings).map((standing) => [history, standing] as const),
  )

  test.each(scenes)('licenses %s, and a container %s', async (history, standing) => {
    await expectAgreement(history, standing, await depot().order([...items, named]), [host])
  })

  test.each(Object.keys(histories))('inseparable licenses %s', async (history) => {
    for (const other of kind === 'mariadb' ? ['SECOND', 'UPGRADE'] : ['SECOND', ...new Set(items)]) {
      const ticketId = await depot().order(['PLAIN', other], { inseparable: 'yes' })
      await expectAgreement(history, 'as it is', ticketId, [])
    }
  })

  test.each([
    ['none', []],
    ['one that no value can be', [{ name: 'host', value: '' }]],
    ['the one', [host]],
  ])('a license that asks for a parameter, given %s', async (_, parameters) => {
    for (const history of ['that nobody collected', 'on their way into it', 'that are in it']) {
      await expectAgreement(history, 'as it is', await depot().order([named, 'PLAIN']), parameters)
    }
  })

  test('every rule had its say', () => {
    const rules = ['CONTAINER_KIND', 'LICENSE_STATE', 'QUOTA_EXCEEDED', 'LIMIT_EXCEEDED', 'BASE_LICENSE_MISSING']
    const containers = ['CONTAINER_BLOCKED', 'MANIPULATION_DETECTED', 'TRANSFER_OPEN']
    expect(met).toEqual(new Set(['ok', 'NOTHING_TO_DO', 'PARAMETER_INVALID', ...rules, ...containers]))
  })

  async function expectAgreement(
    history: string,
    standing: string,
    ticketId: string,
    parameters: Parameters<typeof explained>[1],
  ): Promise<void> {
    const scene: Scene = { shop: depot(), ticketId, container: depot().container() }
    await standings[standing]?.(scene)
    await histories[history]?.(scene)
    for (const each of [firm, otherFirm]) {
      // The activation for one firm code may change what is to be said of the other.
      const verdicts = await explained(scene, parameters)
      const own = [...verdicts.values()].filter((verdict) => verdict.firmCode === each.firmCode)
      if (own.length === 0) continue
      const results = await activated(scene, parameters, [...verdicts.keys()], each)
      const saw = own.map(({ licenseId, itemNumber, told }) => `${itemNumber} ${told} ${licenseId}`)
      const did = own.map(({ licenseId, itemNumber }) => `${itemNumber} ${String(results.get(licenseId))} ${licenseId}`)
      expect(saw).toEqual(did)
      for (const { told } of own) met.add(told)
      expect(own.filter(({ allowed, remedy }) => !allowed && !remedy)).toEqual([])
    }
  }
})
