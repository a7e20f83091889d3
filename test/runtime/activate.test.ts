import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { activate, type ActivationWish } from '../../src/runtime/activate.ts'
import { listContainers, readContainer } from '../../src/runtime/container-folder.ts'
import { listLicenses } from '../../src/runtime/list-licenses.ts'
import { verifyLicense } from '../../src/runtime/verify-license.ts'
import { backUp, firmA, firmB, losing, openSite, refusing, type RuntimeSite } from './site.ts'
import { newRuntime, type TestRuntime } from './support.ts'

let site: RuntimeSite
let runtime: TestRuntime
let said: string[]

beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())
beforeEach(async () => {
  runtime = await newRuntime()
  runtime.time = new Date()
  said = []
})
afterEach(() => runtime.remove())

/** Redeems a ticket as the command line does. */
function redeem(ticketId: string, wish: Partial<ActivationWish> = {}, depot = site.depot) {
  return activate(runtime, depot, { ticketId, ...wish }, (sentence) => said.push(sentence))
}

const verify = (firmCode: number, productCode = 100) => verifyLicense(runtime, { firmCode, productCode })

/** The licenses on a ticket, oldest first. */
async function licensesOf(ticketId: string): Promise<{ licenseId: string; state: string }[]> {
  const { ticketViews } = await site.depot<{
    ticketViews: { ticketView: { ticketLicenses: { ticketLicense: { licenseId: string; state: string }[] } }[] }
  }>('GetTickets', { ticketIds: { ticketId: [ticketId] } })
  return ticketViews.ticketView.flatMap(({ ticketLicenses }) => ticketLicenses.ticketLicense)
}

const licenseIds = async (ticketId: string) => (await licensesOf(ticketId)).map(({ licenseId }) => licenseId)
const states = async (ticketId: string) => (await licensesOf(ticketId)).map(({ state }) => state)

/** Serials with the firm codes and the licenses under each. */
async function holdings() {
  const listed = await listLicenses(runtime)
  return listed.map((one) =>
    'refusal' in one
      ? []
      : one.firms.map(({ firmCode, licenses }) => [firmCode, licenses.map(({ itemNumber }) => itemNumber)]),
  )
}

const ok = [{ ok: true }]

describe('a ticket with two firm codes', () => {
  test.each([
    ['an inseparable', true],
    ['an ordinary', false],
  ])('%s one goes into one container', async (_, inseparable) => {
    const activated = await redeem(await site.order(['A', 'B'], inseparable))
    expect(activated).toMatchObject([
      { firmCode: firmA, licenseResults: ok },
      { firmCode: firmB, licenseResults: ok },
    ])
    expect(activated.map(({ licenseResults }) => licenseResults.length)).toEqual([1, 1])
    expect(await holdings()).toEqual([
      [
        [firmA, ['A']],
        [firmB, ['B']],
      ],
    ])
    expect(await verify(firmA)).toMatchObject({ verdict: 'valid' })
    expect(await verify(firmB)).toMatchObject({ verdict: 'valid' })
    expect(said).toContain(`Container ${activated[0]?.serial ?? ''} serves firm code ${firmB} from now on.`)
  })

  test('uses the container that serves one of them, whichever', async () => {
    await redeem(await site.order(['B']))
    await redeem(await site.order(['A', 'B'], true))
    expect(await holdings()).toEqual([
      [
        [firmA, ['A']],
        [firmB, ['B', 'B']],
      ],
    ])
  })

  test('an ordinary one leaves two containers as they are, an inseparable one goes into the first', async () => {
    await redeem(await site.order(['A']))
    const first = await listContainers(runtime)
    const present = await backUp(runtime)
    await rm(runtime.folder, { recursive: true })
    await redeem(await site.order(['B']))
    const [second = ''] = await listContainers(runtime)
    const file = await readFile(join(runtime.folder, `${second}.container`))
    await mkdir(runtime.folder, { recursive: true })
    await present()
    await writeFile(join(runtime.folder, `${second}.container`), file)
    const serials = [...first, second]
    expect((await redeem(await site.order(['A', 'B']))).map(({ serial }) => serial)).toEqual(serials)
    expect((await redeem(await site.order(['A', 'B'], true))).map(({ serial }) => serial)).toEqual([...first, ...first])
  })

  test('goes into the container that is named, with both', async () => {
    const [{ serial } = { serial: '' }] = await redeem(await site.order(['A']))
    const activated = await redeem(await site.order(['B']), { serial })
    expect(activated).toMatchObject([{ serial, firmCode: firmB, licenseResults: ok }])
    await expect(redeem(await site.order(['B']), { serial: '130-7' })).rejects.toMatchObject({
      code: 'CONTAINER_MISSING',
    })
  })

  test('licenses that are named need only their own firm code', async () => {
    const ticket = await site.order(['A', 'B'])
    const [, second = ''] = await licenseIds(ticket)
    expect(await redeem(ticket, { licenseIds: [second] })).toMatchObject([{ firmCode: firmB, licenseResults: ok }])
    const [first = ''] = await licenseIds(ticket)
    const asked = redeem(ticket, { licenseIds: [first], firmCode: firmB })
    await expect(asked).rejects.toMatchObject({ fault: { code: 'FIRM_CODE_OTHER' } })
  })

  test('a firm that cannot be enrolled is not left behind in the container', async () => {
    await redeem(await site.order(['A']))
    const ticket = await site.order(['A', 'B'])
    await expect(redeem(ticket, {}, losing(site.depot, 'EnrollContainer'))).rejects.toThrow('network')
    expect(await holdings()).toEqual([[[firmA, ['A', 'A']]]])
  })
})

describe('an activation is safe to repeat', () => {
  const both = [
    { firmCode: firmA, licenseResults: ok },
    { firmCode: firmB, licenseResults: ok },
  ]

  test.each(['GetKeys', 'EnrollContainer', 'ActivateLicenses', 'ConfirmUpdate'])(
    'when the answer of %s is lost, for each firm code',
    async (operation) => {
      const ticket = await site.order(['A', 'B'], true)
      await expect(redeem(ticket, {}, losing(site.depot, operation))).rejects.toThrow('network')
      // The first firm code is done now, and it is the second one's turn to lose its answer.
      await expect(redeem(ticket, {}, losing(site.depot, operation, firmB))).rejects.toThrow('network')
      expect(await redeem(ticket)).toMatchObject(both)
      expect(await redeem(ticket)).toMatchObject(both)
      expect(await holdings()).toEqual([
        [
          [firmA, ['A']],
          [firmB, ['B']],
        ],
      ])
    },
  )

  test('when the receipt of its only firm code is lost, and the receipt arrives', async () => {
    const ticket = await site.order(['A'])
    await expect(redeem(ticket, {}, refusing(site.depot, 'ConfirmUpdate'))).rejects.toThrow('network')
    said = []
    const [again] = await redeem(ticket)
    expect(again).toMatchObject({ firmCode: firmA, licenseResults: ok })
    expect(again?.transferId).toBeUndefined()
    expect(said.slice(-2)).toEqual(['The licenses are already in this container.', 'Sent the receipt.'])
    expect(await states(ticket)).toEqual(['Confirmed'])
  })

  test('a license that is elsewhere is refused as before', async () => {
    const ticket = await site.order(['A'])
    await redeem(ticket)
    await rm(runtime.folder, { recursive: true })
    await expect(redeem(ticket)).rejects.toMatchObject({ fault: { code: 'LICENSE_STATE' } })
  })

  test('one license that is here and one that cannot come: both are told', async () => {
    const ticket = await site.order(['A', 'NAMED'])
    const first = await redeem(ticket)
    expect(first).toMatchObject([{ licenseResults: [{ ok: true }, { ok: false, code: 'PARAMETER_INVALID' }] }])
    expect((await redeem(ticket))[0]?.licenseResults).toEqual(first[0]?.licenseResults)
    const last = await redeem(ticket, { parameters: { licensee: 'Erika = Mustermann' } })
    expect(last).toMatchObject([{ licenseResults: [{ ok: true }, { ok: true }] }])
    const [firm] = Object.values((await readContainer(runtime, last[0]?.serial ?? '')).firms)
    expect(firm?.licenses.map(({ options }) => options.parameters)).toEqual([
      undefined,
      { licensee: 'Erika = Mustermann' },
    ])
  })
})

test('a container that was put back goes on after the last number that the Depot saw', async () => {
  const ticket = await site.order([['A', 4]])
  const ids = await licenseIds(ticket)
  const take = (index: number) => redeem(ticket, { licenseIds: ids.slice(index, index + 1) })
  const [first] = await take(0)
  const restore = await backUp(runtime)
  await take(1)
  await take(2)
  const { serial = '' } = first ?? {}
  const before = (await readContainer(runtime, serial)).firms[firmA]?.contextSeq ?? 0
  await restore()
  // A rollback is healed once; retries that try number by number would end as a fork that nobody heals.
  expect(await take(3)).toMatchObject([{ licenseResults: [{ licenseId: ids[3], ok: true }] }])
  const { contextSeq = 0, licenses = [] } = (await readContainer(runtime, serial)).firms[firmA] ?? {}
  expect(contextSeq).toBe(before + 2)
  expect(licenses.map(({ licenseId }) => licenseId).sort()).toEqual([...ids].sort())
  expect(await verify(firmA)).toMatchObject({ verdict: 'valid' })
})
