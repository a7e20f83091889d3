import { Agent, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { createListener } from '../../src/http/listener.ts'

interface Reply {
  status: number
  connection: string | undefined
}

function get(port: number, agent: Agent): Promise<Reply> {
  return new Promise((resolve, reject) => {
    httpRequest({ port, agent, host: '127.0.0.1' }, (response: IncomingMessage) => {
      response.resume()
      response.once('end', () => resolve({ status: response.statusCode ?? 0, connection: response.headers.connection }))
    })
      .once('error', reject)
      .end()
  })
}

/** A listener whose requests wait until they are let go. */
async function start() {
  const waiting: ServerResponse[] = []
  const arrived: (() => void)[] = []
  const listener = createListener((_request, response) => {
    waiting.push(response)
    arrived.shift()?.()
  })
  const port = await listener.listen(0, '127.0.0.1')
  const agent = new Agent({ keepAlive: true })
  return { listener, port, agent, waiting, arrival: () => new Promise<void>((resolve) => arrived.push(resolve)) }
}

test('close waits for running requests, answers them, and closes their connections', async () => {
  const { listener, port, agent, waiting, arrival } = await start()
  const here = arrival()
  const reply = get(port, agent)
  await here
  const closed = listener.close(5_000)
  expect(listener.stopping).toBe(true)
  await expect(get(port, new Agent())).rejects.toThrow('ECONNREFUSED')
  waiting[0]?.end('done')
  expect(await reply).toEqual({ status: 200, connection: 'close' })
  expect(await closed).toBe(0)
  agent.destroy()
})

test('close ends idle keep-alive connections at once', async () => {
  const { listener, port, agent, waiting, arrival } = await start()
  const here = arrival()
  const reply = get(port, agent)
  await here
  waiting[0]?.end('done')
  expect((await reply).connection).toBe('keep-alive')
  expect(await listener.close(60_000)).toBe(0)
  agent.destroy()
})

test('an answer that was begun before the stop does not keep its connection', async () => {
  const { listener, port, agent, waiting, arrival } = await start()
  const here = arrival()
  const reply = get(port, agent)
  await here
  waiting[0]?.writeHead(200).write('half')
  const closed = listener.close(60_000)
  waiting[0]?.end('done')
  expect((await reply).status).toBe(200)
  expect(await closed).toBe(0)
  agent.destroy()
})

test('close cuts what does not end in time, and says so', async () => {
  const { listener, port, agent, arrival } = await start()
  const here = arrival()
  const reply = get(port, agent)
  const cutOff = expect(reply).rejects.toThrow('socket hang up')
  await here
  expect(await listener.close(20)).toBe(1)
  await cutOff
  agent.destroy()
})

test('close of one that never listened is done at once; a port that is taken is an error', async () => {
  const { listener, port, agent } = await start()
  const second = createListener(() => undefined)
  await expect(second.listen(port, '127.0.0.1')).rejects.toThrow('EADDRINUSE')
  expect(await second.close(0)).toBe(0)
  await listener.close(0)
  agent.destroy()
})
