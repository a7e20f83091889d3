import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { packageRoot } from '../../src/version.ts'
import { makeCertificate } from '../support/certificates.ts'
import { useInstallation } from '../support/command.ts'
import { askTls, makeTlsFolder } from '../support/tls.ts'

const installation = useInstallation({ PORT: '0' })
const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

/** A server as a process of its own, as an operator starts it. */
function serve(env: NodeJS.ProcessEnv = {}) {
  const argv = ['--import', 'tsx', join(packageRoot, 'src/cli/main.ts'), 'serve']
  const child = spawn(process.execPath, argv, {
    cwd: packageRoot,
    env: { PATH: process.env['PATH'], ...installation().env, ...env },
  })
  children.push(child)
  const lines: Record<string, unknown>[] = []
  let complaint = ''
  child.stderr.on('data', (text: Buffer) => (complaint += text.toString()))
  const listening = new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const event = JSON.parse(line) as Record<string, unknown>
      lines.push(event)
      if (event['message'] === 'listening') resolve(String(event['url']))
    })
    child.once('exit', () => reject(new Error(`the server ended: ${complaint}`)))
  })
  listening.catch(() => undefined)
  return { child, lines, listening, complaint: () => complaint, exit: once(child, 'exit') }
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  'serves until %s, then ends with exit code 0',
  async (signal) => {
    const { child, lines, listening, exit } = serve()
    const url = await listening
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    child.kill(signal)
    expect(await exit).toEqual([0, null])
    expect(lines.map((line) => line['message'])).toEqual(['listening', 'stopping', 'stopped'])
  },
  30_000,
)

test('with TLS, SIGHUP takes up a new certificate at once', async () => {
  const folder = await makeTlsFolder()
  const { child, lines, listening, exit } = serve({ ...folder.env, INTERFACES: 'admin' })
  const url = await listening
  expect(url).toMatch(/^https:/)
  const fresh = makeCertificate({ subject: [['CN', 'localhost']] })
  await folder.write('server.pem', fresh.cert)
  await folder.write('server.key', fresh.key)
  child.kill('SIGHUP')
  while (!lines.some((line) => line['message'] === 'the server uses its new certificate')) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  expect((await askTls(`${url}/healthz`, { ca: fresh.cert })).status).toBe(200)
  child.kill('SIGTERM')
  expect(await exit).toEqual([0, null])
  await folder.remove()
}, 30_000)

test('a second signal does not wait for requests that run', async () => {
  const { child, lines, listening, exit } = serve({ SHUTDOWN_SECONDS: '600' })
  const { port } = new URL(await listening)
  // A request whose body never comes.
  const socket = (await import('node:net')).connect(Number(port), '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write('POST /soap/depot HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: 10\r\n\r\n')
  await new Promise((resolve) => setTimeout(resolve, 200))
  child.kill('SIGTERM')
  while (!lines.some((line) => line['message'] === 'stopping')) await new Promise((resolve) => setTimeout(resolve, 20))
  expect(child.exitCode).toBeNull()
  child.kill('SIGTERM')
  expect(await exit).toEqual([null, 'SIGTERM'])
  socket.destroy()
}, 30_000)

test('exit code 3 with all mistakes of the configuration, and no stack', async () => {
  const { complaint, exit } = serve({ PORT: 'x', LOG_LEVEL: 'y' })
  expect(await exit).toEqual([3, null])
  expect(complaint()).toContain('The configuration has 2 mistakes:')
  expect(complaint()).not.toContain('    at ')
}, 30_000)
