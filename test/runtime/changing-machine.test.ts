import { activate } from '../../src/runtime/activate.ts'
import { confirm } from '../../src/runtime/confirm.ts'
import { readContainer } from '../../src/runtime/container-folder.ts'
import { createOperatorKey, signIdentity } from '../../src/runtime/operator.ts'
import { readOperatorIdentity } from '../../src/formats/operator-identity.ts'
import type { BindingScheme } from '../../src/formats/fingerprint.ts'
import { verifyLicense } from '../../src/runtime/verify-license.ts'
import { firmA, openSite, type RuntimeSite } from './site.ts'
import { newRuntime, type TestRuntime } from './support.ts'

/** Both sides of a binding, the runtime and a real server, on a machine that changes (docs/formats.md §7.1). */
let site: RuntimeSite
let runtime: TestRuntime

beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())
beforeEach(async () => {
  runtime = await newRuntime()
  runtime.time = new Date()
})
afterEach(() => runtime.remove())

const parts = { board: 'B-1', cpu: 'C-1', disk: 'D-1', mac: 'M-1', machineId: 'I-1' }
const machineOf = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([name, value]) => ({ name, value }))

async function activated(binding: BindingScheme): Promise<string> {
  const ticketId = await site.order(['A'])
  const [{ serial } = { serial: '' }] = await activate(runtime, site.depot, { ticketId, binding }, () => undefined)
  return serial
}

const contact = (serial: string) => {
  const way = { runtime, depot: site.depot, progress: () => undefined }
  return confirm(way, { serial, firmCode: firmA })
}
const verify = () => verifyLicense(runtime, { firmCode: firmA, productCode: 100 })

test('tolerant: two parts go now and two later, and both sides follow', async () => {
  runtime.machineNow = machineOf(parts)
  const serial = await activated('tolerant')
  runtime.machineNow = machineOf({ ...parts, mac: 'M-2', disk: 'D-2' })
  expect(await verify()).toMatchObject({ verdict: 'valid' })
  await contact(serial)
  runtime.machineNow = machineOf({ ...parts, mac: 'M-2', disk: 'D-2', board: 'B-2', cpu: 'C-2' })
  expect(await verify()).toMatchObject({ verdict: 'valid' })
  await contact(serial)
  expect((await readContainer(runtime, serial)).rebound?.map((one) => one.parts)).toEqual([
    ['disk', 'mac'],
    ['board', 'cpu'],
  ])
})

test('tolerant: a copy on a machine that is another one opens nowhere', async () => {
  runtime.machineNow = machineOf(parts)
  const serial = await activated('tolerant')
  runtime.machineNow = machineOf({ ...parts, mac: 'M-2', disk: 'D-2', machineId: 'I-2' })
  expect(await verify()).toMatchObject({ verdict: 'invalid', reason: 'OTHER_MACHINE' })
  await expect(contact(serial)).rejects.toMatchObject({ code: 'OTHER_MACHINE' })
})

test('operator: a pod that starts anew elsewhere goes on', async () => {
  const key = JSON.stringify((await createOperatorKey()).privateKey)
  const { value: operator } = await readOperatorIdentity(await signIdentity('pod-0', key))
  runtime.machineNow = machineOf({ ...parts, operator })
  const serial = await activated('operator')
  runtime.machineNow = machineOf({ cpu: 'C-9', operator })
  expect(await verify()).toMatchObject({ verdict: 'valid' })
  await contact(serial)
})
