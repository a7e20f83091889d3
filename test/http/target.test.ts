import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { readConfig } from '../../src/config.ts'
import { createListener } from '../../src/http/listener.ts'
import { targetOf } from '../../src/http/target.ts'
import { useServer } from '../support/server.ts'

/** Sends the request line as it stands, which clients of Node would write in their own form. */
async function ask(port: number, line: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.write(`${line} HTTP/1.1\r\nHost: depot.example\r\nConnection: close\r\n\r\n`)
  return text(socket)
}

describe('a request target in absolute form is the same as in origin form (RFC 9112 §3.2.2):', () => {
  const listener = createListener(
    (request, response) => {
      response.end(JSON.stringify([request.url, targetOf(request)]))
    },
    { limits: readConfig({}) },
  )
  let port: number
  beforeAll(async () => {
    port = await listener.listen(0, '127.0.0.1')
  })
  afterAll(() => listener.close(1000))

  test.each([
    ['http://depot.example/soap/depot', '/soap/depot', '/soap/depot', ''],
    ['HTTPS://depot.example:8443/soap/depot?wsdl', '/soap/depot?wsdl', '/soap/depot', 'wsdl'],
    ['http://depot.example', '/', '/', ''],
    ['http://depot.example?a=/b', '/?a=/b', '/', 'a=/b'],
    ['/http://depot.example/a', '/http://depot.example/a', '/http://depot.example/a', ''],
    ['//depot.example/a?b?c', '//depot.example/a?b?c', '//depot.example/a', 'b?c'],
  ])('%s', async (sent, url, path, query) => {
    expect((await ask(port, `GET ${sent}`)).split('\r\n\r\n')[1]).toBe(JSON.stringify([url, { path, query }]))
  })

  test('OPTIONS *', async () => {
    expect(await ask(port, 'OPTIONS *')).toContain('["*",{"path":"*","query":""}]')
  })
})

const server = useServer()

test('SOAP and the pages beside it are both served under it', async () => {
  const { url } = server()
  const port = Number(new URL(url).port)
  expect(await ask(port, `GET ${url}/soap/depot?wsdl`)).toMatch(/^HTTP\/1\.1 200 /)
  expect(await ask(port, `GET ${url}/healthz`)).toMatch(/^HTTP\/1\.1 200 /)
  expect(await ask(port, `GET ${url}/nothing`)).toMatch(/^HTTP\/1\.1 404 /)
})
