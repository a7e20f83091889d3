import { autoUpdate } from '../../src/runtime/auto-update.ts'
import { activate } from '../../src/runtime/activate.ts'
import { createContainer } from '../../src/runtime/create-container.ts'
import { fetchRoot } from '../../src/runtime/enroll.ts'
import { listLicenses } from '../../src/runtime/list-licenses.ts'
import { backUp, firmA, losing, openSite, type RuntimeSite } from './site.ts'
import { newRuntime, type TestRuntime } from './support.ts'

let site: RuntimeSite
let runtime: TestRuntime
let said: string[]
const progress = (sentence: string) => said.push(sentence)

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

const pull = (serial: string, depot = site.depot) => autoUpdate(runtime, depot, { serial, firmCode: firmA }, progress)

/** A container that no Depot has seen, with a license that is dedicated to it. */
async function dedicated(...items: string[]): Promise<string> {
  const root = await fetchRoot(site.depot, firmA, progress)
  const serial = await createContainer(runtime, { firmCode: firmA, root, test: false })
  await site.order(items, false, serial)
  return serial
}

async function holdings(): Promise<string[]> {
  const listed = await listLicenses(runtime)
  const firms = listed.flatMap((one) => ('refusal' in one ? [] : one.firms))
  return firms.flatMap(({ licenses }) => licenses.map(({ itemNumber }) => itemNumber))
}

test('a new container gets what is dedicated to it, at its first contact', async () => {
  const serial = await dedicated('A', 'TIMED')
  const { transferIds, steps } = await pull(serial)
  expect([transferIds.length, steps]).toEqual([1, 1])
  expect(await holdings()).toEqual(['A', 'TIMED'])
  expect(said).toContainEqual(expect.stringMatching(/^The vendor has decided: Assign license /))
  expect(await pull(serial)).toMatchObject({ transferIds: [], steps: 0 })
})

test('an answer that got lost comes again', async () => {
  const serial = await dedicated('A')
  await expect(pull(serial, losing(site.depot, 'AutoUpdate'))).rejects.toThrow('the network is gone')
  expect(await holdings()).toEqual([])
  expect(await pull(serial)).toMatchObject({ steps: 1 })
  expect(await holdings()).toEqual(['A'])
})

test('a backup that was put back gets again what it had', async () => {
  const [{ serial } = { serial: '' }] = await activate(
    runtime,
    site.depot,
    { ticketId: await site.order(['A']) },
    progress,
  )
  const putBack = await backUp(runtime)
  await site.order(['TIMED'], false, serial)
  await pull(serial)
  expect(await holdings()).toEqual(['A', 'TIMED'])
  await putBack()
  expect(await holdings()).toEqual(['A'])
  await pull(serial)
  expect(await holdings()).toEqual(['A', 'TIMED'])
})
