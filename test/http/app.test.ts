import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp, type AppParts } from '../../src/http/app.ts'
import { readinessOf, type Probe } from '../../src/http/readiness.ts'
import { createMetrics } from '../../src/metrics.ts'

const metrics = createMetrics()
const probes: Probe[] = []
const errors: unknown[] = []
const parts: AppParts = {
  version: '1.2.3',
  isMonitor: () => true,
  interfaces: () => [
    { name: 'sales', address: 'https://licenses.example.com/soap/sales' },
    { name: 'depot', address: 'https://licenses.example.com/soap/depot' },
  ],
  metrics,
  readiness: () => readinessOf(probes)(),
  publicKeys: () => Promise.resolve({ firmCodes: [] }),
  onInternalError: (error) => errors.push(error),
}

const servers: Server[] = []
async function serve(more: Partial<AppParts> = {}): Promise<string> {
  const server = createServer(createApp({ ...parts, ...more })).listen(0, '127.0.0.1')
  servers.push(server)
  await new Promise((resolve) => server.once('listening', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
afterEach(() => {
  probes.length = 0
  errors.length = 0
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})
afterAll(() => {
  metrics.close()
})

test('/healthz says that the process lives, and its version', async () => {
  const response = await fetch(`${await serve()}/healthz`)
  expect([response.status, await response.json()]).toEqual([200, { state: 'ok', version: '1.2.3' }])
})

test('strangers are shown that the server is there, and no more', async () => {
  probes.push({ name: 'database', vital: true, check: () => Promise.resolve('is full') })
  const url = await serve({ isMonitor: () => false })
  const ask = async (path: string) => {
    const response = await fetch(`${url}${path}`)
    return [response.status, await response.text()]
  }
  expect(await ask('/healthz')).toEqual([200, '{"state":"ok"}'])
  expect(await ask('/readyz')).toEqual([503, '{"state":"down"}'])
  expect(await ask('/metrics')).toEqual([403, 'Only who is in MONITOR_FROM may read this.\n'])
  const [, page] = await ask('/')
  expect(page).not.toContain('1.2.3')
  expect(page).not.toContain('/metrics')
})

describe('/readyz', () => {
  const ask = async () => {
    const response = await fetch(`${await serve()}/readyz`)
    return [response.status, await response.json()]
  }

  test('is 200 when all is well', async () => {
    probes.push({ name: 'database', vital: true, check: () => Promise.resolve(undefined) })
    expect(await ask()).toEqual([200, { state: 'ok', checks: [{ name: 'database', state: 'ok' }] }])
  })

  test('is 200 and names what is degraded', async () => {
    probes.push({ name: 'database', vital: true, check: () => Promise.resolve(undefined) })
    probes.push({ name: 'signer', vital: false, check: () => Promise.resolve('no firm key') })
    expect(await ask()).toEqual([
      200,
      {
        state: 'degraded',
        checks: [
          { name: 'database', state: 'ok' },
          { name: 'signer', state: 'degraded', text: 'no firm key' },
        ],
      },
    ])
  })

  test('is 503 when something vital is down, and does not repeat its error', async () => {
    probes.push({
      name: 'database',
      vital: true,
      check: () => Promise.reject(new Error('password wrong at db.internal')),
    })
    probes.push({ name: 'signer', vital: false, check: () => Promise.resolve('no firm key') })
    expect(await ask()).toEqual([
      503,
      {
        state: 'down',
        checks: [
          { name: 'database', state: 'down', text: 'does not answer; the log of this node says more' },
          { name: 'signer', state: 'degraded', text: 'no firm key' },
        ],
      },
    ])
  })

  test('is 503 when something vital does not answer in time', async () => {
    probes.push({ name: 'database', vital: true, check: () => new Promise(() => undefined) })
    expect(await ask()).toMatchObject([503, { checks: [{ text: 'no answer within 2 s' }] }])
  })

  test('many who ask at once share one answer', async () => {
    let asked = 0
    const readiness = readinessOf([
      { name: 'database', vital: true, check: () => Promise.resolve(asked++ < 0 ? 'never' : undefined) },
    ])
    await Promise.all([readiness(), readiness(), readiness()])
    expect(asked).toBe(1)
    await readiness()
    expect(asked).toBe(2)
  })
})

test('/metrics counts requests by interface, operation and outcome', async () => {
  metrics.request({ interface: 'sales', operation: 'CreateOrder', outcome: 'ok', seconds: 0.004 })
  metrics.rerun('conflict')
  const response = await fetch(`${await serve()}/metrics`)
  const text = await response.text()
  expect(response.headers.get('content-type')).toContain('text/plain')
  expect(text).toContain('opendepot_requests_total{interface="sales",operation="CreateOrder",outcome="ok"} 1')
  expect(text).toContain('opendepot_request_seconds_bucket{le="0.005",interface="sales",operation="CreateOrder"} 1')
  expect(text).toContain('opendepot_transaction_reruns_total{trouble="conflict"} 1')
  expect(text).toMatch(/^nodejs_eventloop_delay_seconds\{quantile="0.99"\} /m)
  expect(text).toMatch(/^process_resident_memory_bytes [1-9]/m)
  expect(text).toMatch(/^process_cpu_seconds_total [0-9.]+$/m)
})

describe('/.well-known/opendepot-keys', () => {
  test('shows the public keys', async () => {
    expect(await (await fetch(`${await serve()}/.well-known/opendepot-keys`)).json()).toEqual({ firmCodes: [] })
  })

  test('is not there where nothing signs', async () => {
    expect((await fetch(`${await serve({ publicKeys: undefined })}/.well-known/opendepot-keys`)).status).toBe(404)
  })
})

describe('the page at /', () => {
  const page = async (language?: string) => {
    const headers: Record<string, string> = language === undefined ? {} : { 'accept-language': language }
    const response = await fetch(await serve(), { headers })
    return { response, text: await response.text() }
  }

  test('lists the interfaces of this node with their WSDLs, and no other', async () => {
    const { text } = await page()
    expect(text).toContain('href="https://licenses.example.com/soap/sales?wsdl"')
    expect(text).toContain('href="https://licenses.example.com/soap/depot?wsdl12"')
    expect(text).not.toContain('/soap/admin')
  })

  test.each([
    [undefined, 'en'],
    ['de-AT,de;q=0.9,en;q=0.8', 'de'],
    ['fr,en;q=0.9,de;q=0.5', 'en'],
    ['ja', 'en'],
  ])('for %s speaks %s', async (accepted, language) => {
    const { response, text } = await page(accepted)
    expect(response.headers.get('content-language')).toBe(language)
    expect(response.headers.get('vary')).toMatch(/accept-language/i)
    expect(text).toContain(`<html lang="${language}">`)
  })

  test('runs no script and lets none run', async () => {
    const { response, text } = await page()
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(response.headers.get('x-powered-by')).toBeNull()
    expect(text).not.toContain('<script')
    expect(text).toContain('name="viewport"')
  })

  test('escapes what it shows', async () => {
    const url = await serve({ version: '<b>', interfaces: () => [{ name: 'sales', address: 'http://x/"&<' }] })
    const text = await (await fetch(url)).text()
    expect(text).toContain('&lt;b&gt;')
    expect(text).toContain('http://x/&quot;&amp;&lt;')
  })
})

test('anything else is a plain 404', async () => {
  const response = await fetch(`${await serve()}/soap/portal`)
  expect([response.status, response.headers.get('content-type')]).toEqual([404, 'text/plain; charset=utf-8'])
  expect(await response.text()).toBe('Nothing is here. The interfaces are listed at /\n')
})

test('an error of ours is 500 without its text, and is told', async () => {
  const failure = new Error('secret detail')
  const url = await serve({ publicKeys: () => Promise.reject(failure) })
  const response = await fetch(`${url}/.well-known/opendepot-keys`)
  expect([response.status, await response.text()]).toEqual([500, 'internal error\n'])
  expect(errors).toEqual([failure])
})

test('a request that cannot be read is 400 and nobody has to look', async () => {
  const failure = Object.assign(new Error('bad'), { status: 400 })
  const response = await fetch(`${await serve({ readiness: () => Promise.reject(failure) })}/readyz`)
  expect([response.status, await response.text()]).toEqual([400, 'bad request\n'])
  expect(errors).toEqual([])
})
