import { Consumption } from '../../src/entities/consumption.ts'
import { FirmKey } from '../../src/entities/firm-key.ts'
import { thumbprint } from '../../src/formats/keys.ts'
import { makeStep, readUpdate, writeUpdate, type Update } from '../../src/formats/update.ts'
import { newFirm } from '../formats/support.ts'
import { takeSnapshot } from '../wire/harness/snapshot.ts'
import { depotDatabases, firm, refusal, start, useDepot, type DepotShop } from './depot-shop.ts'
import type { FieldContainer } from './field-container.ts'
import { untrueProof } from './untrue-proof.ts'

/** A server that is put back to a backup has forgotten what it issued since; containers have not. */
describe.each(depotDatabases)('a container that is ahead of a server which was put back (%s)', (kind) => {
  const depot = useDepot(kind)
  let shop: DepotShop
  let container: FieldContainer
  beforeEach(() => {
    shop = depot()
    container = shop.container()
  })

  /** Collects everything on a ticket, and imports it. */
  async function collect(ticketId: string, into = container) {
    await into.import(firm, (await shop.activate(into, { ticketId, selection: 'all' })).updateFile)
  }

  /** Lets something happen, and the server forget it. */
  async function forgotten<T>(work: () => Promise<T>): Promise<T> {
    const backup = await takeSnapshot(shop.store)
    const done = await work()
    await backup.restore()
    return done
  }

  /** The newest first, as the runtime sends them. */
  const keptBy = () =>
    container
      .state(firm)
      .updates.map(({ file }) => file)
      .toReversed()

  async function prove(proofFile = keptBy(), changes = {}) {
    const contextFile = await container.context(firm, changes)
    return (await shop.call('ConfirmUpdate', { confirmation: { contextFile, proofFiles: { proofFile } } })).result
  }

  const states = async (ticketId: string) =>
    (await shop.licenses(ticketId)).map(({ state, generation }) => `${state} ${generation}`)

  test('NEED_PROOF: every operation asks for a proof first, and changes nothing', async () => {
    await collect(await shop.order(['PLAIN']))
    const ticketId = await shop.order(['SECOND'])
    await forgotten(() => collect(ticketId))
    const rows = async () => [await shop.known(container), await shop.licenses(ticketId)]
    const before = await rows()
    const needsProof = { code: 'NEED_PROOF', message: expect.stringContaining('ConfirmUpdate') as string }
    const contextFile = () => container.context(firm)
    expect(await refusal(shop.activate(container, { ticketId }))).toMatchObject(needsProof)
    expect(await refusal(shop.confirm(container))).toMatchObject(needsProof)
    const asks = [
      shop.call('AutoUpdate', { updateWish: { contextFile: await contextFile() } }),
      shop.call('ContinueTransfer', { transferKey: { contextFile: await contextFile() } }),
    ]
    for (const ask of asks) expect(await refusal(ask)).toMatchObject(needsProof)
    expect(await rows()).toEqual(before)
  })

  test('proves its licenses, and goes on from there', async () => {
    const [known, sold] = [await shop.order(['PLAIN']), await shop.order(['SECOND', 'MONTHLY'])]
    await collect(known)
    await shop.confirm(container)
    await forgotten(() => collect(sold))
    const result = await prove()
    expect(result).toMatchObject({ confirmedCount: 2, openCount: 0 })
    expect(await states(known)).toEqual(['Confirmed 1'])
    expect(await states(sold)).toEqual(['Confirmed 1', 'Confirmed 1'])
    expect((await shop.licenses(sold)).map(({ expiresAt }) => expiresAt !== null)).toEqual([false, true])
    expect(await shop.changes(await shop.known(container))).toEqual(['ContainerEnrolled 1', 'ContainerProved 2'])
    const [, license] = await shop.licenses(sold)
    expect(await shop.changes(license)).toEqual(['LicenseCreated 1', 'LicenseCollected 2', 'LicenseConfirmed 3'])
    await collect(await shop.order(['PLAIN']))
    await shop.confirm(container)
    expect(container.licenses(firm)).toHaveLength(4)
  })

  test('is known again, also if the server has never heard of it', async () => {
    const sold = await shop.order(['PLAIN'])
    await forgotten(() => collect(sold))
    expect(await shop.known(container)).toBeNull()
    expect((await prove()).confirmedCount).toBe(1)
    expect(await states(sold)).toEqual(['Confirmed 1'])
    expect(await shop.changes(await shop.known(container))).toEqual(['ContainerEnrolled 1', 'ContainerProved 2'])
    await shop.confirm(container)
  })

  test('a proof is told once: the same context again changes nothing', async () => {
    const sold = await shop.order(['PLAIN'])
    await forgotten(() => collect(sold))
    const contextFile = await container.context(firm)
    const input = { confirmation: { contextFile, proofFiles: { proofFile: keptBy() } } }
    const first = await shop.call('ConfirmUpdate', input)
    expect(await shop.call('ConfirmUpdate', input)).toEqual(first)
    expect(await shop.changes(await shop.known(container))).toHaveLength(2)
  })

  test('licenses that were sold after the backup are named and left alone', async () => {
    await collect(await shop.order(['PLAIN']))
    await shop.confirm(container)
    const licenseIds = await forgotten(async () => {
      const ticketId = await shop.order(['SECOND'])
      await collect(ticketId)
      return (await shop.licenses(ticketId)).map(({ id }) => id)
    })
    await prove()
    const { result } = await shop.sales('ListHistory', {
      historyQuery: { containerSerial: container.serial },
      pageSize: 1,
    })
    const [entry] = result.historyEntries.historyEntry
    expect(entry?.changeName).toBe('ContainerProved')
    expect(entry?.afterText).toContain(licenseIds[0])
    expect(container.licenses(firm)).toHaveLength(2)
    await shop.confirm(container)
  })

  test('what was given out a second time meanwhile stays where the server put it; one copy is enough', async () => {
    const sold = await shop.order(['PLAIN'])
    await forgotten(() => collect(sold))
    const second = shop.container()
    await collect(sold, second)
    await prove()
    expect(await states(sold)).toEqual(['Collected 1'])
    await shop.confirm(second)
    expect(await states(sold)).toEqual(['Confirmed 1'])
    await collectFrom(container)
    expect(container.licenses(firm)).toEqual([])
    expect(await states(sold)).toEqual(['Confirmed 1'])
  })

  test('a newer copy wins: the other one is taken back', async () => {
    const sold = await shop.order(['PLAIN'])
    await collect(sold)
    await shop.confirm(container)
    const old = container
    container = shop.container()
    await forgotten(async () => {
      const { serial: containerSerial } = old
      await shop.sales('RecycleContainer', { recycling: { containerSerial, reason: 'x' } })
      await collectFrom(old)
      await collect(sold)
    })
    old.skipTo(firm, 50)
    await prove()
    expect(await states(sold)).toEqual(['Confirmed 2'])
    const [license] = await shop.licenses(sold)
    expect(license?.containerId).toBe((await shop.known(container))?.id)
    expect((await shop.changes(license)).slice(-3)).toEqual([
      'LicenseReactivated 4',
      'LicenseCollected 5',
      'LicenseConfirmed 6',
    ])
  })

  async function collectFrom(which: FieldContainer) {
    const { result } = await shop.call('AutoUpdate', { updateWish: { contextFile: await which.context(firm) } })
    await which.import(firm, result.updateFile)
    await shop.confirm(which)
  }

  test('a newer copy of its own counts: it was returned and collected again', async () => {
    const sold = await shop.order(['PLAIN'])
    await collect(sold)
    await shop.confirm(container)
    await forgotten(async () => {
      const { serial: containerSerial } = container
      await shop.sales('RecycleContainer', { recycling: { containerSerial, reason: 'x' } })
      await collectFrom(container)
      await collect(sold)
    })
    await prove()
    expect(await states(sold)).toEqual(['Confirmed 2'])
  })

  test('steps that the server has issued anew lead nowhere; what they held can be collected', async () => {
    const [first, second] = [await shop.order(['PLAIN']), await shop.order(['SECOND'])]
    await collect(first)
    await shop.confirm(container)
    const before = container.copy()
    const lost = await shop.order(['PLAIN'])
    await forgotten(() => collect(lost))
    // Somebody carries an older request to the server, which knows no better.
    before.skipTo(firm, 20)
    await shop.activate(before, { ticketId: second })
    container.skipTo(firm, 30)
    await prove()
    expect(await states(second)).toEqual(['NotCollected 1'])
  })

  test('an upgrade is known again, and what it took the place of is not given out once more', async () => {
    const [base, upgrade] = [await shop.order(['BASE']), await shop.order(['UPGRADE'])]
    await collect(base)
    await shop.confirm(container)
    await forgotten(() => collect(upgrade))
    await prove()
    expect(await states(base)).toEqual(['Replaced 1'])
    expect(await states(upgrade)).toEqual(['Confirmed 1'])
    const [old] = await shop.licenses(base)
    expect(await shop.licenses(upgrade)).toMatchObject([{ baseId: old?.id, replacesId: old?.id }])
  })

  test('a module is known again with its base, and an idle copy with its own end', async () => {
    const order = await shop.order(['BASE', 'MODULE', 'IDLE'])
    await forgotten(() => collect(order))
    await prove()
    const [base, module, idle] = await shop.licenses(order)
    expect(module).toMatchObject({ state: 'Confirmed', baseId: base?.id })
    const copyEndsAt = new Date(start.getTime() + 24 * 3_600_000)
    expect(idle).toMatchObject({ copyEndsAt, expiresAt: null })
  })

  test('units that were used are known again', async () => {
    const sold = await shop.order(['UNITS'])
    await forgotten(() => collect(sold))
    const [license] = await shop.licenses(sold)
    const licenses = [{ licenseId: license?.id ?? '', generation: 1, consumed: 7n }]
    await prove(keptBy(), { licenses })
    expect(await shop.store.read((tx) => tx.findBy(Consumption, { licenseId: license?.id ?? '' }))).toMatchObject([
      { consumed: '7' },
    ])
  })

  test('NEED_PROOF: a license whose update is missing is named, and nothing is changed', async () => {
    const sold = [await shop.order(['PLAIN']), await shop.order(['SECOND'])]
    await forgotten(async () => {
      for (const ticketId of sold) {
        await collect(ticketId)
        await shop.confirm(container)
      }
    })
    const [newest = '', older = ''] = keptBy()
    const [license] = await shop.licenses(sold[0] ?? '')
    const fault = await refusal(prove([newest]))
    expect(fault).toMatchObject({ code: 'NEED_PROOF', details: { licenseCount: '1', 'license[1]': license?.id } })
    expect(await shop.known(container)).toBeNull()
    await prove([newest, older])
    expect((await shop.known(container))?.state).toBe('known')
  })

  test('what a compromised key signed is no lie beside what came after it', async () => {
    await collect(await shop.order(['PLAIN']))
    await shop.confirm(container)
    const sold = await shop.order(['SECOND'])
    await forgotten(() => collect(sold))
    const [newest = '', ...older] = keptBy()
    const { update } = await readUpdate(newest, firm.root)
    const rotated = await newFirm({ firmCode: firm.firmCode, root: firm.rootPair, epoch: 2 })
    const signedSince = await writeUpdate(update, rotated.sign)
    await withCompromisedKey(() => prove([signedSince, ...older]))
    expect(await states(sold)).toEqual(['Confirmed 1'])
    expect((await shop.known(container))?.state).toBe('known')
  })

  /** The key that signed until now is known to be in wrong hands meanwhile. */
  async function withCompromisedKey(work: () => Promise<unknown>) {
    const kid = thumbprint(firm.signing.publicKey)
    const mark = (state: string) => shop.store.transact((tx) => tx.update(FirmKey, { kid }, { state } as never))
    await mark('compromised')
    try {
      await work()
    } finally {
      await mark('active')
    }
  }

  describe('MANIPULATION_DETECTED, and it waits for a person:', () => {
    let sold: string
    beforeEach(async () => {
      await collect(await shop.order(['PLAIN']))
      await shop.confirm(container)
      sold = await shop.order(['SECOND'])
      await forgotten(() => collect(sold))
    })

    async function expectDetected(proving: Promise<unknown>, why: string) {
      const detected = { code: 'MANIPULATION_DETECTED', message: expect.stringContaining(why) as string }
      expect(await refusal(proving)).toMatchObject(detected)
      expect((await shop.known(container))?.state).toBe('manipulation')
      expect(await states(sold)).toEqual(['NotCollected 0'])
    }

    test('no update leads to the step that it shows', async () => {
      await expectDetected(prove(keptBy().slice(1)), 'none of its updates leads to step 2')
    })

    test('the update leads to another digest', async () => {
      await expectDetected(prove(keptBy(), { digest: Buffer.alloc(32, 9) }), 'none of its updates leads to step 2')
    })

    test('a file that is not signed by us', async () => {
      await expectDetected(shop.call('ConfirmUpdate', await untrueProof(firm, container)), 'update 1 of its proof')
      const [last] = await shop.changes(await shop.known(container)).then((changes) => changes.slice(-1))
      expect(last).toBe('ContainerManipulationDetected 2')
    })

    test('an update for another container', async () => {
      const other = shop.container()
      const { updateFile = '' } = await shop.activate(other, { ticketId: await shop.order(['PLAIN']) })
      await expectDetected(prove([...keptBy(), updateFile]), 'is for another container')
    })

    test('a step that does not follow from what we know to be in it', async () => {
      const forged = await updateOf((put) => makeStep(Buffer.alloc(32, 1), 1, [put]))
      const [step] = forged.update.steps
      await expectDetected(prove([forged.file], { digest: step?.digest }), 'step 2 of its updates does not follow')
    })

    test('a license that went out again before', async () => {
      // Only the last word about a license counts.
      const [license] = await shop.licenses(sold)
      const { digest } = container.state(firm)
      const out = makeStep(Buffer.from(digest, 'base64url'), 2, [{ remove: { licenseId: license?.id ?? '' } }])
      const file = await signed({ steps: [out] })
      const fault = await refusal(prove([file, ...keptBy()], { counter: 3, digest: out.digest }))
      expect(fault).toMatchObject({ code: 'NEED_PROOF', details: { 'license[1]': license?.id } })
    })

    test('a key that was compromised proves nothing', async () => {
      await withCompromisedKey(() => expectDetected(prove(), 'a key that is compromised'))
    })

    const signed = ({ steps }: Pick<Update, 'steps'>) =>
      writeUpdate(
        {
          serial: container.serial,
          keyThumbprint: thumbprint(container.keys.signingKey),
          firmCode: firm.firmCode,
          transferId: 'T',
          issuedAt: start,
          steps,
        },
        firm.sign,
      )

    async function updateOf(step: (put: never) => Update['steps'][number]) {
      const [license] = container.state(firm).licenses.slice(-1)
      const steps = [step({ put: { ...license, consumed: undefined } } as never)]
      return { update: { steps }, file: await signed({ steps }) }
    }
  })

  test('MANIPULATION_DETECTED: one that nobody knows is only refused', async () => {
    const proof = await untrueProof(firm, container)
    expect(await refusal(shop.call('ConfirmUpdate', proof))).toMatchObject({ code: 'MANIPULATION_DETECTED' })
    expect(await shop.known(container)).toBeNull()
  })

  test('CONTEXT_INVALID: a container of another root', async () => {
    const stranger = await newFirm({ firmCode: firm.firmCode })
    const contextFile = await container.context(stranger, { counter: 3 })
    const confirmation = { contextFile, proofFiles: { proofFile: ['x'] } }
    expect(await refusal(shop.call('ConfirmUpdate', { confirmation }))).toMatchObject({ code: 'CONTEXT_INVALID' })
  })
})
