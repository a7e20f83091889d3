import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openBridge, type Bridge } from '../../src/runtime/bridge.ts'

let bridge: Bridge
const said: string[] = []
/** A Depot whose answers break off in the middle, but the one to this request. */
const depot = createServer((request, response) => {
  response.writeHead(200, { 'content-length': '5' })
  if (request.headers['soapaction'] === '"whole"') response.end('whole')
  else response.write('ha', () => response.destroy())
})

beforeAll(async () => {
  await new Promise<void>((go) => depot.listen(0, '127.0.0.1', go))
  const url = `http://127.0.0.1:${(depot.address() as AddressInfo).port}/`
  bridge = await openBridge(url, { host: '127.0.0.1', port: 0 }, (sentence) => said.push(sentence))
})
afterAll(async () => {
  await bridge.close()
  depot.close()
})

const ask = (action: string, body: RequestInit['body'] = 'x') =>
  fetch(bridge.url, { method: 'POST', headers: { soapaction: `"${action}"` }, body, duplex: 'half' })

test('goes on after an answer that broke off', async () => {
  expect((await ask('broken')).status).toBe(502)
  expect(said.at(-1)).toMatch(/^A message could not be passed on: /)
  expect(await (await ask('whole')).text()).toBe('whole')
})

test('takes no message that is too long, also if it does not say so', async () => {
  const endless = new ReadableStream({
    pull: (controller) => {
      controller.enqueue(new Uint8Array(500_000))
    },
  })
  const refused = await ask('whole', endless).catch(() => undefined)
  expect(refused?.status ?? 413).toBe(413)
  expect(await (await ask('whole')).text()).toBe('whole')
}, 20_000)
