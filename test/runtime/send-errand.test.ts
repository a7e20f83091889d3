import { DepotRefusal, type DepotCall } from '../../src/runtime/depot-client.ts'
import { autoUpdateErrand } from '../../src/runtime/errand.ts'
import { sendErrand } from '../../src/runtime/send-errand.ts'
import { newRuntime, newScene, type Scene, type TestRuntime } from './support.ts'

let runtime: TestRuntime
let scene: Scene
let called: string[]

beforeEach(async () => {
  runtime = await newRuntime()
  scene = await newScene(runtime)
  called = []
})
afterEach(() => runtime.remove())

/** Sends an errand to a Depot that answers each call by the next of these fault codes, and by the last for ever. */
function send(...codes: readonly string[]) {
  const depot: DepotCall = (operation) => {
    called.push(operation)
    const code = codes[Math.min(called.length, codes.length) - 1] ?? ''
    const fault = { code, text: 'Not now.', retry: 'newContext', details: { lastContextSeq: '40' } }
    return Promise.reject(new DepotRefusal(fault, operation, undefined))
  }
  const whom = { serial: scene.serial, firmCode: scene.firm.firmCode }
  return sendErrand({ runtime, depot, progress: () => undefined }, autoUpdateErrand(whom))
}

test('what a Depot asks for is done once, not for ever', async () => {
  await expect(send('CONTEXT_STALE')).rejects.toMatchObject({ fault: { code: 'CONTEXT_STALE' } })
  expect(called).toEqual(['AutoUpdate', 'AutoUpdate'])
})

test('different things are asked for one after the other', async () => {
  await expect(send('TRANSFER_OPEN', 'TRANSFER_UNKNOWN', 'CONTEXT_STALE', 'TRANSFER_OPEN')).rejects.toMatchObject({
    fault: { code: 'TRANSFER_OPEN' },
  })
  expect(called).toEqual(['AutoUpdate', 'ContinueTransfer', 'AutoUpdate', 'AutoUpdate'])
})

test('a container that has kept no update cannot prove anything, and says what the Depot said', async () => {
  await expect(send('NEED_PROOF')).rejects.toMatchObject({ fault: { code: 'NEED_PROOF' } })
  expect(called).toEqual(['AutoUpdate'])
})

test('a refusal with no remedy is passed on at once', async () => {
  await expect(send('CONTAINER_BLOCKED')).rejects.toMatchObject({ fault: { code: 'CONTAINER_BLOCKED' } })
  expect(called).toEqual(['AutoUpdate'])
})
