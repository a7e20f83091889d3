import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { readConfig } from '../../src/config.ts'
import { createListener } from '../../src/http/listener.ts'
import { openRaw, readRaw } from '../support/raw-http.ts'

/** A listener whose requests wait until they are let go. */
async function start() {
  const waiting: [url: string, response: ServerResponse][] = []
  const listener = createListener((request, response) => waiting.push([request.url ?? '', response]), {
    limits: readConfig({}),
  })
  const port = await listener.listen(0, '127.0.0.1')
  return { listener, port, waiting, paths: () => waiting.map(([url]) => url) }
}

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: depot\r\n\r\n`
const until = async (isSo: () => boolean) => {
  while (!isSo()) await sleep(5)
}

test('requests that are sent without waiting are worked on one after the other', async () => {
  const { listener, port, waiting, paths } = await start()
  const socket = await openRaw(port)
  socket.write(`${get('/1')}${get('/2')}${get('/3')}`)
  await until(() => waiting.length > 0)
  await sleep(30)
  expect(paths()).toEqual(['/1'])
  waiting[0]?.[1].end('one')
  await until(() => waiting.length > 1)
  waiting[1]?.[1].end('two')
  await until(() => waiting.length > 2)
  waiting[2]?.[1].end('three')
  const { statuses, text } = await readRaw(socket)
  expect(statuses).toEqual([200, 200, 200])
  expect(text).toMatch(/one[^]*two[^]*three$/)
  await listener.close(0)
})

test('after an answer that closes the connection, nothing that follows is worked on', async () => {
  const { listener, port, waiting, paths } = await start()
  const socket = await openRaw(port)
  socket.write(`${get('/1')}${get('/2')}`)
  await until(() => waiting.length > 0)
  waiting[0]?.[1].setHeader('connection', 'close').end('one')
  expect(await readRaw(socket, 5_000)).toMatchObject({ statuses: [200], isClosed: true })
  expect(paths()).toEqual(['/1'])
  await listener.close(0)
})

test('what follows a request that has gone is dropped with it', async () => {
  const { listener, port, waiting, paths } = await start()
  const socket = await openRaw(port)
  socket.write(`${get('/1')}${get('/2')}`)
  await until(() => waiting.length > 0)
  socket.destroy()
  await until(() => waiting[0]?.[1].destroyed === true)
  await sleep(20)
  expect(paths()).toEqual(['/1'])
  expect(await listener.close(5_000)).toBe(0)
})

test('who sends on and on without taking an answer is cut off', async () => {
  const { listener, port, paths } = await start()
  const socket = await openRaw(port)
  socket.write(get('/').repeat(100))
  expect(await readRaw(socket, 5_000)).toMatchObject({ statuses: [], isClosed: true })
  expect(paths()).toEqual(['/'])
  await listener.close(0)
})

test('nonsense after a request that is in work does not cost its sender the answer', async () => {
  const { listener, port, waiting } = await start()
  const socket = await openRaw(port)
  socket.write(`${get('/1')}NONSENSE\r\n\r\n`)
  await until(() => waiting.length > 0)
  waiting[0]?.[1].end('one')
  const reply = await readRaw(socket, 5_000)
  expect(reply).toMatchObject({ statuses: [200], isClosed: true })
  expect(reply.text).toMatch(/connection: close/i)
  await listener.close(0)
})
