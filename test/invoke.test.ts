import { randomBytes } from 'node:crypto'
import { idMaker } from '../src/domain/uuid.ts'
import { FirmCode } from '../src/entities/firm-code.ts'
import { Fault } from '../src/faults.ts'
import { type Face, invoker, type RequestContext } from '../src/invoke.ts'
import type { Call, Caller } from '../src/operation.ts'
import { noPoints } from '../src/store/points.ts'
import { addFirms, firmNumbers } from './store/rows.ts'
import { useDatabases } from './support/databases.ts'

const databases = useDatabases('sqlite in memory')
const caller: Caller = { name: 'admin', roles: new Set(['admin']), orderScope: 'admin', firmCodes: 'all' }
const encode = () => Buffer.from('the answer')

/** Runs a handler of one's own as the operation `Work` of the Admin Interface. */
async function invoking(
  work: (call: Call) => Promise<unknown>,
  more: {
    input?: object
    messageId?: string
    idempotencyKey?: string
    encode?: (output: unknown) => Buffer
    guard?: RequestContext['guard']
  } = {},
) {
  const store = await databases.open()
  const handlers: Face['handlers'] = new Map([['Work', (_, call) => work(call)]])
  const face: Face = { name: 'admin', handlers, isWrite: () => true }
  const clock = () => new Date()
  const surroundings = { clock, timeZone: 'UTC', random: randomBytes, newId: idMaker(clock, randomBytes) }
  const { idempotencyKey, guard } = more
  const context = { caller, idempotencyKey, guard, note: () => undefined }
  const answer = invoker(face, { ...surroundings, store, points: noPoints, onInternalError: () => undefined })({
    operation: 'Work',
    input: { ...more.input },
    messageId: more.messageId,
    soapVersion: '1.1',
    traceId: '0af7651916cd43dd8448eb211c80319c',
    context,
    encode: more.encode ?? encode,
  })
  return { store, answer }
}

const addFirm = (call: Call) => call.answer(async (tx) => addFirms(tx, 1).then(() => ({ result: 'added' })))

test('an answer is the bytes that were encoded, once, in its transaction', async () => {
  const outputs: unknown[] = []
  const { store, answer } = await invoking(addFirm, {
    encode: (output) => {
      outputs.push(output)
      return encode()
    },
  })
  expect(Buffer.from(await answer).toString()).toBe('the answer')
  expect(outputs).toEqual([{ result: 'added' }])
  expect(await store.read(firmNumbers)).toEqual([1])
})

test('an answer that the contract does not allow takes back what was done', async () => {
  const { store, answer } = await invoking(addFirm, {
    encode: () => {
      throw new TypeError('result: text is missing')
    },
  })
  await expect(answer).rejects.toThrow('text is missing')
  expect(await store.read((tx) => tx.count(FirmCode))).toBe(0)
})

test('an answer of no transaction, or of another value than that of its transaction, is encoded too', async () => {
  const said = async (work: (call: Call) => Promise<unknown>) => {
    const { answer } = await invoking(work, { encode: (output) => Buffer.from(String(output)) })
    return Buffer.from(await answer).toString()
  }
  expect(await said(() => Promise.resolve('plain'))).toBe('plain')
  expect(await said(async (call) => `${await call.answer(() => Promise.resolve('inner'))} and outer`)).toBe(
    'inner and outer',
  )
})

test('the request is named by its body, else by its envelope, else by HTTP', async () => {
  const idOf = async (more: Parameters<typeof invoking>[1]) => {
    let requestId: string | undefined
    const { answer } = await invoking((call) => Promise.resolve((requestId = call.requestId)), more)
    await answer
    return requestId
  }
  const all = { input: { requestId: 'Body' }, messageId: 'envelope', idempotencyKey: 'http' }
  expect(await idOf(all)).toBe('Body')
  expect(await idOf({ ...all, input: { requestId: ' ' } })).toBe('envelope')
  expect(await idOf({ ...all, input: {} })).toBe('envelope')
  expect(await idOf({ idempotencyKey: 'http' })).toBe('http')
  expect(await idOf({})).toBeUndefined()
})

test('the work of somebody without an account runs within its guard, which may refuse it unseen', async () => {
  const seen: unknown[] = []
  const input = { ticketId: 'x' }
  const { answer } = await invoking(() => Promise.resolve('done'), {
    input,
    encode: (output) => Buffer.from(String(output)),
    guard: (given, work) => {
      seen.push(given)
      return work()
    },
  })
  expect(Buffer.from(await answer).toString()).toBe('done')
  expect(seen).toEqual([input])
  const { answer: refused } = await invoking(() => Promise.resolve(seen.push('worked')), {
    guard: () => Promise.reject(new Fault('RATE_LIMITED', 'Come again later.')),
  })
  await expect(refused).rejects.toThrow('Come again later.')
  expect(seen).toEqual([input])
})
