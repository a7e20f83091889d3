import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { Agent, request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { makeCertificate } from '../support/certificates.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { makeIdentities, trustedProxy, type Identity } from './identities.ts'
import { sampleRequests, type SampleRequest } from './requests.ts'
import { whoMay } from './who-may.ts'

const requests = sampleRequests()
let folder: string
let server: TestServer
let identities: Identity[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'opendepot-matrix-'))
  const authority = makeCertificate({ subject: [['CN', 'Authority']], isAuthority: true })
  const own = makeCertificate()
  const files = { 'ca.pem': authority.cert, 'cert.pem': own.cert, 'key.pem': own.key }
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  server = await startServer({
    env: {
      TLS_CERT: join(folder, 'cert.pem'),
      TLS_KEY: join(folder, 'key.pem'),
      TLS_CLIENT_CA: join(folder, 'ca.pem'),
      TRUSTED_PROXIES: trustedProxy,
      LOG_LEVEL: 'error',
    },
  })
  identities = await makeIdentities(server, authority)
}, 60_000)

afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

/** What came of a request: `in` when an operation took it up, else the fault code of the refusal. */
async function send(
  agent: Agent,
  { face, envelope }: SampleRequest,
  identity: Pick<Identity, 'headers' | 'soapHeader'>,
) {
  const body = envelope(identity.soapHeader())
  const headers = { 'content-type': 'text/xml; charset=utf-8', ...identity.headers() }
  const answer = await new Promise<{ status: number; challenge: string | undefined; body: string }>(
    (resolve, reject) => {
      const sent = request(`${server.url}/soap/${face}`, { agent, method: 'POST', headers }, (response) => {
        const { statusCode = 0, headers } = response
        text(response).then(
          (body) => resolve({ status: statusCode, challenge: headers['www-authenticate'], body }),
          reject,
        )
      })
      sent.once('error', reject).end(body)
    },
  )
  const [, code] = /<code>([A-Z_]+)<\/code>/.exec(answer.body) ?? []
  if (code === 'LOGIN_REFUSED' && answer.status === 401 && answer.challenge?.startsWith('Basic ') === true) return code
  if (code === 'FORBIDDEN' && answer.status === 500 && answer.body.includes('it needs the role')) return code
  const isIn = answer.status === 200 || (answer.status === 500 && code !== undefined && !notIn.has(code))
  return isIn ? 'in' : `${answer.status} ${code ?? answer.body}`
}

/** Codes that say nothing about who may: a message that was not understood, or trouble of ours. */
const notIn: ReadonlySet<string> = new Set(['LOGIN_REFUSED', 'INVALID_REQUEST', 'UNKNOWN_OPERATION', 'INTERNAL'])

/** By the table of this test, and by nothing of the server's. */
function expected({ face, operation }: SampleRequest, { standing, role }: Pick<Identity, 'standing' | 'role'>): string {
  if (standing === 'refused') return 'LOGIN_REFUSED'
  const who = whoMay[face][operation]
  if (who === 'anybody') return 'in'
  if (standing === 'nobody') return 'LOGIN_REFUSED'
  return who?.some((one) => one === role) === true ? 'in' : 'FORBIDDEN'
}

/** Every operation by one caller, over one connection; what was not as expected. */
async function misjudged(identity: Identity): Promise<string[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false, ...identity.connection })
  const { kind, state, role } = identity
  const wrong: string[] = []
  try {
    for (const one of requests) {
      const outcome = await send(agent, one, identity)
      const right = expected(one, identity)
      if (outcome !== right) wrong.push(`${one.operation} by ${kind}, ${state}, ${role}: ${outcome}, not ${right}`)
    }
  } finally {
    agent.destroy()
  }
  return wrong
}

test('the table of who may call what names every operation', () => {
  const named = Object.entries(whoMay).flatMap(([face, operations]) => Object.keys(operations).map((one) => face + one))
  expect(named.toSorted()).toEqual(requests.map(({ face, operation }) => face + operation).toSorted())
})

test('every operation, by every role, with every kind of credentials in every state', async () => {
  const [first] = requests
  const agent = new Agent({ rejectUnauthorized: false })
  for (const identity of identities.filter(({ state }) => state === 'replayed')) {
    if (first !== undefined) expect(await send(agent, first, identity)).not.toBe('LOGIN_REFUSED')
  }
  agent.destroy()
  const waiting = [...identities]
  const wrong: string[] = []
  const work = async () => {
    for (let identity = waiting.pop(); identity !== undefined; identity = waiting.pop()) {
      wrong.push(...(await misjudged(identity)))
    }
  }
  await Promise.all(Array.from({ length: 8 }, work))
  expect(wrong).toEqual([])
}, 600_000)

test('somebody without any credentials may call the Depot, and nothing else', async () => {
  const nobody: Identity = {
    kind: 'basic',
    state: 'absent',
    role: 'none',
    standing: 'nobody',
    connection: {},
    headers: () => ({}),
    soapHeader: () => '',
  }
  expect(await misjudged(nobody)).toEqual([])
})
