import { ContainerPart } from '../../src/entities/container-part.ts'
import { fingerprintSalt, makeFingerprint, partHash, type BindingScheme } from '../../src/formats/fingerprint.ts'
import { thumbprint } from '../../src/formats/keys.ts'
import { depotDatabases, firm, otherFirm, refusal, useDepot, type DepotShop } from './depot-shop.ts'
import type { FieldContainer } from './field-container.ts'

const saltOf = (of = firm) => fingerprintSalt(thumbprint(of.root.key))

/** How the server sees the machines of containers (docs/formats.md §7.1). */
describe.each(depotDatabases)('the binding of a container (%s)', (kind) => {
  const depot = useDepot(kind)
  let shop: DepotShop
  let container: FieldContainer
  let machine: Record<string, string>
  beforeEach(() => {
    shop = depot()
    container = shop.container()
    machine = { board: 'B1', cpu: 'C1', disk: 'D1', mac: 'M1', machineId: 'I1' }
  })

  const fingerprint = (scheme: BindingScheme, of = firm) =>
    makeFingerprint(
      scheme,
      saltOf(of),
      Object.entries(machine).map(([name, value]) => ({ name, value })),
    )
  const contextOf = (scheme: BindingScheme, of = firm) =>
    container.context(of, { fingerprint: fingerprint(scheme, of) })
  const confirm = async (scheme: BindingScheme) =>
    shop.call('ConfirmUpdate', { confirmation: { contextFile: await contextOf(scheme) } })
  async function begin(scheme: BindingScheme) {
    const ticketId = await shop.order(['PLAIN'])
    const contextFile = await contextOf(scheme)
    await container.import(firm, (await shop.activate(container, { ticketId, contextFile })).updateFile)
    await confirm(scheme)
  }
  const changes = async () => (await shop.changes(await shop.known(container))).slice(1)
  const judgement = async () => (await shop.known(container))?.bindingJudgement
  const elsewhere = { code: 'MANIPULATION_DETECTED' }

  test('tolerant: a part that was changed is bound anew, and seen in the history; then another one may', async () => {
    await begin('tolerant')
    Object.assign(machine, { disk: 'D2', mac: 'M2' })
    await confirm('tolerant')
    expect(await changes()).toEqual(['ContainerRebound 2'])
    const reasons = ['part disk is another', 'part mac is another']
    expect(await judgement()).toMatchObject({ holds: true, score: 0.6, reasons, firmCode: firm.firmCode })
    Object.assign(machine, { cpu: 'C2', board: 'B2' })
    await confirm('tolerant')
    expect(await changes()).toEqual(['ContainerRebound 2', 'ContainerRebound 3'])
    const { result } = await shop.sales('ListHistory', {
      historyQuery: { containerSerial: container.serial },
      pageSize: 1,
    })
    expect(result.historyEntries.historyEntry[0]?.afterText).toContain('part board is another')
  })

  test('tolerant: what is only missing stays bound', async () => {
    await begin('tolerant')
    machine = { board: 'B1', cpu: 'C1', machineId: 'I1' }
    await confirm('tolerant')
    expect(await changes()).toEqual([])
    machine = { board: 'B1', machineId: 'I1' }
    expect(await refusal(confirm('tolerant'))).toMatchObject({ ...elsewhere, details: { bindingScore: '0.40' } })
  })

  test('tolerant: an activation binds anew too', async () => {
    await begin('tolerant')
    machine['disk'] = 'D2'
    await shop.activate(container, {
      ticketId: await shop.order(['SECOND']),
      contextFile: await contextOf('tolerant'),
    })
    expect(await changes()).toEqual(['ContainerRebound 2'])
  })

  test('MANIPULATION_DETECTED: too much was changed; it is told once, and it may come home', async () => {
    await begin('tolerant')
    const home = machine
    machine = { ...home, cpu: 'C2', disk: 'D2', mac: 'M2' }
    for (const _ of [1, 2]) {
      expect(await refusal(confirm('tolerant'))).toMatchObject({
        ...elsewhere,
        message: expect.stringContaining('RestoreContainer') as string,
        details: { bindingScore: '0.40' },
      })
    }
    expect(await changes()).toEqual(['ContainerElsewhere 2'])
    expect(await judgement()).toMatchObject({ holds: false, score: 0.4 })
    machine = { ...machine, board: 'B2' }
    const contextFile = await contextOf('tolerant')
    expect(await refusal(shop.call('AutoUpdate', { updateWish: { contextFile } }))).toMatchObject(elsewhere)
    expect(await changes()).toEqual(['ContainerElsewhere 2', 'ContainerElsewhere 3'])
    machine = home
    await confirm('tolerant')
    expect((await shop.known(container))?.state).toBe('known')
  })

  test('strict: one part is enough to be refused, and nothing is bound anew', async () => {
    await begin('strict')
    machine['mac'] = 'M2'
    expect(await refusal(confirm('strict'))).toMatchObject({ ...elsewhere, details: { bindingScore: '0.80' } })
    expect(await changes()).toEqual(['ContainerElsewhere 2'])
  })

  test('operator: everything but the part of the operator may change', async () => {
    machine['operator'] = 'O1'
    await begin('operator')
    machine = { machineId: 'I2', operator: 'O1' }
    await confirm('operator')
    expect(await changes()).toEqual([])
    machine['operator'] = 'O2'
    expect(await refusal(confirm('operator'))).toMatchObject({ ...elsewhere, details: { bindingScore: '0.00' } })
  })

  test('CONTEXT_INVALID: a fingerprint that cannot be bound to', async () => {
    const ticketId = await shop.order(['PLAIN'])
    machine = { disk: 'D1' }
    for (const scheme of ['tolerant', 'operator'] as const) {
      const contextFile = await contextOf(scheme)
      expect(await refusal(shop.activate(container, { ticketId, contextFile }))).toMatchObject({
        code: 'CONTEXT_INVALID',
      })
    }
  })

  test('a person who accepts a container accepts its machine, once', async () => {
    await begin('tolerant')
    machine = { board: 'B2', cpu: 'C2', disk: 'D2' }
    await refusal(confirm('tolerant'))
    await shop.sales('ResolveContainer', {
      resolution: { containerSerial: container.serial, decision: 'accept', reason: 'x' },
    })
    await confirm('tolerant')
    await confirm('tolerant')
    expect(await changes()).toEqual(['ContainerElsewhere 2', 'ContainerAccepted 3', 'ContainerBelieved 4'])
    expect(await partsOf()).toEqual(hashesOf(firm))
  })

  test('it can be found by the parts that it is bound to now, of every firm', async () => {
    await begin('tolerant')
    expect(await partsOf()).toEqual(hashesOf(firm))
    machine['disk'] = 'D2'
    await confirm('tolerant')
    expect(await partsOf()).toEqual(hashesOf(firm))
    const contextFile = await contextOf('tolerant', otherFirm)
    await shop.activate(container, { ticketId: await shop.order(['OTHER-FIRM']), contextFile }, { of: otherFirm })
    expect(await partsOf()).toEqual([...hashesOf(firm), ...hashesOf(otherFirm)].sort())
  })

  async function partsOf(): Promise<string[]> {
    const containerId = (await shop.known(container))?.id ?? ''
    const rows = await shop.store.read((tx) => tx.findBy(ContainerPart, { containerId }))
    return rows.map(({ partHash: hash }) => hash.toString('hex')).sort()
  }

  const hashesOf = (of: typeof firm) =>
    Object.entries(machine)
      .map(([name, value]) => partHash(saltOf(of), { name, value }).toString('hex'))
      .sort()
})
