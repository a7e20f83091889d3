import { once } from 'node:events'
import { Agent, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { readConfig } from '../../src/config.ts'
import { createListener, type Listener, type ListenerLimits } from '../../src/http/listener.ts'
import type { Handle } from '../../src/http/turns.ts'
import { openRaw, readRaw, sendRaw } from '../support/raw-http.ts'

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
  const listener = createListener(
    (_request, response) => {
      waiting.push(response)
      arrived.shift()?.()
    },
    { limits: readConfig({}) },
  )
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
  const second = createListener(() => undefined, { limits: readConfig({}) })
  await expect(second.listen(port, '127.0.0.1')).rejects.toThrow('EADDRINUSE')
  expect(await second.close(0)).toBe(0)
  await listener.close(0)
  agent.destroy()
})

test('a request that is answered by an error ends its connection, and nothing else', async () => {
  const errors: unknown[] = []
  const listener = createListener(
    ({ url }, response) => {
      if (url === '/bad') throw new Error('a mistake of ours')
      response.end('ok')
    },
    { limits: readConfig({}), onError: (error) => errors.push(error) },
  )
  const port = await listener.listen(0, '127.0.0.1')
  expect(await sendRaw(port, 'GET /bad HTTP/1.1\r\nHost: a\r\n\r\n')).toMatchObject({ statuses: [], isClosed: true })
  expect(errors).toEqual([new Error('a mistake of ours')])
  expect((await sendRaw(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')).statuses).toEqual([200])
  expect(await listener.close(1_000)).toBe(0)
})

describe('limits:', () => {
  const refused: string[] = []
  const listeners: Listener[] = []
  const open = async (limits: Partial<ListenerLimits>, handle: Handle = (_request, response) => response.end('ok')) => {
    refused.length = 0
    const listener = createListener(handle, {
      limits: { ...readConfig({}), ...limits },
      onRefused: (reason) => refused.push(reason),
    })
    listeners.push(listener)
    return listener.listen(0, '127.0.0.1')
  }
  afterEach(() => Promise.all(listeners.splice(0).map((listener) => listener.close(0))))

  const head = (bytes: number) => {
    const text = 'GET / HTTP/1.1\r\nHost: depot\r\nX: '
    return `${text}${'x'.repeat(bytes - text.length)}\r\n\r\n`
  }

  test('the bytes of the headers', async () => {
    const port = await open({ maxHeaderBytes: 4096 })
    expect((await sendRaw(port, head(3900))).statuses).toEqual([200])
    const large = await sendRaw(port, head(4200))
    expect(large).toMatchObject({ statuses: [431], isClosed: true })
    expect(large.text).toContain('\r\n\r\nthe headers of the request are too large\n')
    expect(large.text).toContain('x-content-type-options: nosniff')
    expect(refused).toEqual(['malformed'])
  })

  test('the time for headers: a sender of a byte now and then is cut off', async () => {
    const port = await open({ headerSeconds: 0.3 })
    const socket = await openRaw(port)
    socket.write('GET / HTTP/1.1\r\n')
    const drip = setInterval(() => socket.write('X'), 50)
    const reply = await readRaw(socket, 5_000)
    clearInterval(drip)
    expect(reply).toMatchObject({ statuses: [408], isClosed: true })
    expect(refused).toEqual(['slow'])
  })

  test('… and one who says nothing at all', async () => {
    const port = await open({ headerSeconds: 0.3 })
    expect((await readRaw(await openRaw(port), 5_000)).isClosed).toBe(true)
  })

  test('the time for the whole request', async () => {
    let error: unknown
    const port = await open({ headerSeconds: 0.3, requestSeconds: 0.5 }, (request) => {
      request.resume().once('error', (reason) => (error = reason))
    })
    const socket = await openRaw(port)
    socket.write('POST / HTTP/1.1\r\nHost: depot\r\nContent-Length: 1000\r\n\r\n')
    const drip = setInterval(() => socket.write('X'), 50)
    const reply = await readRaw(socket, 5_000)
    clearInterval(drip)
    expect(reply).toMatchObject({ statuses: [408], isClosed: true })
    expect(error).toBeDefined()
  })

  test('the time to take up an answer', async () => {
    let ended: Promise<unknown> | undefined
    const port = await open({ headerSeconds: 0.2, requestSeconds: 0.3 }, (_request, response) => {
      ended = once(response, 'close')
      response.end(Buffer.alloc(32 * 1024 * 1024))
    })
    const socket = await openRaw(port)
    socket.write('GET / HTTP/1.1\r\nHost: depot\r\n\r\n')
    await once(socket, 'readable')
    await ended
    socket.destroy()
  })

  test('an idle connection', async () => {
    const port = await open({ keepAliveSeconds: 0.2 })
    expect(await sendRaw(port, head(100), 5_000)).toMatchObject({ statuses: [200], isClosed: true })
  })

  test('connections at once', async () => {
    const port = await open({ maxConnections: 2 })
    const first = [await openRaw(port), await openRaw(port)]
    expect(await sendRaw(port, head(100), 5_000)).toMatchObject({ statuses: [], isClosed: true })
    expect(refused).toEqual(['connections'])
    first[0]?.destroy()
    await once(first[0]!, 'close')
    await waitFor(async () => (await sendRaw(port, head(100))).statuses[0] === 200)
    first[1]?.destroy()
  })

  test('connections from one address, but for trusted proxies', async () => {
    const port = await open({ maxConnectionsPerAddress: 1 })
    const first = await openRaw(port)
    expect(await sendRaw(port, head(100), 5_000)).toMatchObject({ statuses: [], isClosed: true })
    expect(refused).toEqual(['address'])
    first.destroy()
    await once(first, 'close')
    await waitFor(async () => (await sendRaw(port, head(100))).statuses[0] === 200)

    const behind = await open({ maxConnectionsPerAddress: 1, trustedProxies: ['127.0.0.1'] })
    const second = await openRaw(behind)
    expect((await sendRaw(behind, head(100))).statuses).toEqual([200])
    second.destroy()
  })

  test('a stop does not wait for those who have said nothing', async () => {
    const port = await open({})
    const silent = await openRaw(port)
    const half = await openRaw(port)
    half.write('GET / HTTP/1.1\r\n')
    const closed = Promise.all([once(silent, 'close'), once(half, 'close')])
    silent.resume()
    half.resume()
    expect(await listeners[0]?.close(60_000)).toBe(0)
    await closed
  })

  test('CONNECT is for proxies', async () => {
    const port = await open({})
    expect(await sendRaw(port, 'CONNECT depot:443 HTTP/1.1\r\nHost: depot\r\n\r\n', 5_000)).toMatchObject({
      statuses: [],
      isClosed: true,
    })
  })
})

async function waitFor(isThere: () => Promise<boolean>): Promise<void> {
  while (!(await isThere())) await new Promise((resolve) => setTimeout(resolve, 20))
}
