import { watchOverload } from '../../src/http/overload.ts'
import { startServer } from '../support/server.ts'

test('one long step is no overload, two in a row are, and it passes', () => {
  let time = 0
  let look: () => void = () => undefined
  let isStopped = false
  const every = (_milliseconds: number, given: () => void) => {
    look = given
    return () => (isStopped = true)
  }
  const overload = watchOverload(1000, { now: () => time, every })
  const step = (milliseconds: number) => {
    time += milliseconds
    look()
    return overload.refusal()
  }
  expect(step(100)).toBeUndefined()
  expect(step(5100)).toBeUndefined()
  expect(step(100)).toBeUndefined()
  expect([step(1101), step(1100)]).toEqual([undefined, undefined])
  step(1101)
  expect(step(2601)).toMatchObject({ status: 503, headers: { 'retry-after': '4' } })
  expect(step(100)).toBeUndefined()
  overload.close()
  expect(isStopped).toBe(true)
})

test('0 is never', () => {
  const overload = watchOverload(0, {
    now: () => 0,
    every: () => {
      throw new Error('nobody looks')
    },
  })
  expect(overload.refusal()).toBeUndefined()
  overload.close()
})

/** Keeps the processor from everything else for so many milliseconds. */
function block(milliseconds: number): void {
  for (const end = performance.now() + milliseconds; performance.now() < end;);
}

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
  while ((await post()).status === 503) await new Promise((resolve) => setTimeout(resolve, 101))
  await server.close()
}, 60_000)
