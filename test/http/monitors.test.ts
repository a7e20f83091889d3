import { startServer } from '../support/server.ts'

test('strangers behind a trusted proxy do not see what is for those who look after the server', async () => {
  const server = await startServer({ env: { TRUSTED_PROXIES: '127.0.0.1', INTERFACES: 'admin' } })
  const ask = async (path: string, from: string) => {
    const response = await fetch(`${server.url}${path}`, { headers: { 'x-forwarded-for': from } })
    return [response.status, await response.text()]
  }
  expect(await ask('/metrics', '192.0.2.7')).toEqual([403, 'Only who is in MONITOR_FROM may read this.\n'])
  expect(await ask('/readyz', '192.0.2.7')).toEqual([200, '{"state":"ok"}'])
  expect((await ask('/metrics', '10.1.2.3'))[0]).toBe(200)
  expect((await ask('/readyz', '10.1.2.3'))[1]).toContain('migrations')
  await server.close()
})

describe('a proxy that is not in TRUSTED_PROXIES', () => {
  test('does not make monitors of those behind it', async () => {
    const server = await startServer({ env: { INTERFACES: 'admin' } })
    const ask = async (path: string, headers: Record<string, string>) => fetch(`${server.url}${path}`, { headers })
    expect((await ask('/metrics', {})).status).toBe(200)
    expect((await ask('/metrics', { 'x-forwarded-for': '192.0.2.7' })).status).toBe(403)
    expect((await ask('/metrics', { 'x-forwarded-for': '127.0.0.1' })).status).toBe(403)
    expect(await (await ask('/readyz', { via: '1.1 proxy' })).text()).toBe('{"state":"ok"}')
    await server.close()
  })

  const hints = async (TRUSTED_PROXIES: string) => {
    const server = await startServer({ env: { TRUSTED_PROXIES, INTERFACES: 'admin' } })
    for (const headers of [{}, { 'x-forwarded-for': '192.0.2.7' }, { 'x-forwarded-for': '192.0.2.8' }]) {
      await fetch(`${server.url}/healthz`, { headers })
    }
    await server.close()
    return server.log.filter(({ level }) => level === 'warn')
  }

  test('is told to the log, once', async () => {
    const message = 'requests come through a proxy that is not believed, so all seem to be from it; see TRUSTED_PROXIES'
    expect(await hints('')).toMatchObject([{ message, address: '127.0.0.1' }])
  })

  test('one that is, is not', async () => {
    expect(await hints('127.0.0.1')).toEqual([])
  })
})
