import { watchOverload } from '../../src/http/overload.ts'
import { startServer } from '../support/server.ts'

/** Keeps the processor from everything else for so many milliseconds, each time the server comes to breathe. */
function block(milliseconds: number): void {
  for (const end = performance.now() + milliseconds; performance.now() < end;);
}
const turn = () => new Promise((resolve) => setTimeout(resolve, 101))

describe('requests that wait too long for the processor', () => {
  test('one long step is no overload, two in a row are, and it passes', async () => {
    const overload = watchOverload(100)
    await turn()
    expect(overload.refusal()).toBeUndefined()
    block(400)
    await turn()
    expect(overload.refusal()).toBeUndefined()
    block(400)
    await new Promise((resolve) => setImmediate(resolve))
    block(400)
    await new Promise((resolve) => setImmediate(resolve))
    expect(overload.refusal()).toMatchObject({
      status: 503,
      headers: { 'retry-after': expect.stringMatching(/^[2-9]$/) as string },
    })
    while (overload.refusal() !== undefined) await turn()
    overload.close()
  })

  test('0 is never', async () => {
    const overload = watchOverload(0)
    for (let times = 0; times < 3; times += 1) {
      block(250)
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(overload.refusal()).toBeUndefined()
    overload.close()
  })
})

test('a busy server refuses messages before it reads them, and still says that it lives', async () => {
  const server = await startServer({ env: { OVERLOAD_MS: '20', INTERFACES: 'depot' } })
  let busy = true
  const work = () => {
    block(200)
    if (busy) setImmediate(work)
  }
  setImmediate(work)
  const post = () => server.post('depot', '<GetBlockList xmlns="urn:opendepot:depot:v1"/>')
  let reply = await post()
  for (let tries = 0; reply.status !== 503 && tries < 20; tries += 1) reply = await post()
  expect([reply.status, reply.headers.get('content-type')]).toEqual([503, 'text/plain; charset=utf-8'])
  expect(reply.text).toBe('the server has more to do than it can; try again in a few seconds\n')
  expect(Number(reply.headers.get('retry-after'))).toBeGreaterThanOrEqual(2)
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  busy = false
  while ((await post()).status === 503) await turn()
  await server.close()
}, 60_000)
