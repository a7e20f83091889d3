import { setTimeout as sleep } from 'node:timers/promises'
import { allRows } from '../support/all-rows.ts'
import { type Company, foundation, openCompany } from '../support/company.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { type LossyProxy, startLossyProxy } from '../support/lossy-proxy.ts'
import { contracts, envelope, type InputOf, type InterfaceName, post, readAnswer } from '../support/soap-client.ts'
import { stock, writeCases } from './support/write-cases.ts'

/** By the contracts: what takes `runMode` writes (design §2.1). */
const writes = (['sales', 'depot', 'admin'] as const).flatMap((face) =>
  [...contracts[face].operations.values()]
    .filter(({ isWrite }) => isWrite)
    .map(({ name }) => ({ face, operation: name as never, write: `${contracts[face].service}.${name}` })),
)

/** Nothing follows from it but what it answers; a session that is kept at the instant of its opening lives no longer by it. */
const effectless: readonly string[] = ['Depot.EnrollContainer', 'Depot.KeepSession']

test('every write of the WSDLs has a case here', () => {
  const cases = Object.entries(writeCases).flatMap(([face, operations]) =>
    Object.keys(operations).map((operation) => `${contracts[face as InterfaceName].service}.${operation}`),
  )
  expect(cases.sort()).toEqual(writes.map(({ write }) => write).sort())
})

describeEachDatabase(
  'a write whose answer got lost, repeated: one effect, the same answer;',
  (databases) => {
    let company: Company
    let proxy: LossyProxy
    beforeAll(async () => {
      const database = await databases.newUrl()
      const still = { clock: () => foundation, background: false }
      company = await openCompany({ ...still, database, env: { TEST_MODE: 'true' } })
      await stock(company)
      proxy = await startLossyProxy(Number(new URL(company.server.url).port))
    }, 60_000)
    afterAll(async () => {
      await proxy.close()
      await company.close()
    })

    test.each(writes)('$write', async ({ face, operation, write }) => {
      const { store } = company.server
      const request = await (writeCases[face][operation] as Prepare)(company)
      const requestId = `lost-${write}`
      const message = envelope(face, operation, { ...request, requestId })
      const before = await allRows(store)

      const check = await send(face, envelope(face, operation, { ...request, requestId, runMode: 'check' }))
      expect(readAnswer(face, operation, check.text)).toBeDefined()
      expect(await allRows(store)).toEqual(before)

      proxy.loseAnswerTo(`>${requestId}<`)
      const cut = proxy.lost.length
      await expect(send(face, message)).rejects.toThrow('fetch failed')
      const lost = await wholeAnswer(() => proxy.lost.slice(cut))
      const done = await allRows(store)
      if (effectless.includes(write)) expect(done).toEqual(before)
      else expect(done).not.toEqual(before)

      const again = await send(face, message)
      expect(await allRows(store)).toEqual(done)
      const [first, second] = [lost, again.text].map((text) => readAnswer(face, operation, text))
      expect(second).toEqual(replayed(first))
    })

    async function send(face: InterfaceName, message: string) {
      const url = `http://127.0.0.1:${proxy.port}`
      const desks = { sales: company.erp, admin: company.boss, depot: undefined }
      return post(url, face, message, desks[face]?.authorization)
    }
  },
  ['sqlite in memory', 'mariadb'],
)

/** The server may still be sending when its client is already gone. */
async function wholeAnswer(lost: () => string): Promise<string> {
  while (!lost().includes('Envelope>')) await sleep(1)
  return lost().slice(lost().indexOf('<?xml'))
}

type Prepare = (company: Company) => Promise<InputOf<'sales', 'CreateOrder'>>

/** An answer as a repetition gives it: it says so where the first one said what was done, and is the same otherwise. */
function replayed(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(replayed)
  if (typeof answer !== 'object' || answer === null || answer instanceof Date) return answer
  const entries = Object.entries(answer).map(([name, value]) => [
    name,
    name === 'outcome' && value !== undefined ? 'replayed' : replayed(value),
  ])
  return Object.fromEntries(entries)
}
