import { RequestKey } from '../../src/entities/request-key.ts'
import { claimRequest, containerScope, type RequestClaim } from '../../src/intake/request-key.ts'
import { describeEachDatabase } from '../support/databases.ts'

const call = {
  caller: { name: 'erp', roles: new Set(['sales'] as const), orderScope: 'erp', firmCodes: 'all' },
  now: new Date('2026-05-04T08:00:00.000Z'),
  operation: 'PutItem',
  requestId: 'r1',
} as const

describeEachDatabase('A claimed request', (databases) => {
  /** Claims in a transaction of its own; `other` says what is special about the call or the claim. */
  const claimer = async () => {
    const store = await databases.open()
    const claim = (other: Partial<typeof call & RequestClaim> | { requestId: string | undefined } = {}) =>
      store.transact((tx) =>
        claimRequest(tx, { ...call, ...other }, { content: { a: 1 }, reference: 'first', ...other }),
      )
    return { claim, rows: () => store.read((tx) => tx.find(RequestKey)) }
  }

  test('is new once, and then known by what it did', async () => {
    const { claim, rows } = await claimer()
    expect(await claim()).toBeUndefined()
    expect(await claim({ reference: 'second' })).toBe('first')
    expect(await rows()).toHaveLength(1)
  })

  test('is the same however its content is spelt', async () => {
    const { claim } = await claimer()
    await claim({ content: { a: 1, b: [true, null], c: undefined } })
    expect(await claim({ content: { b: [true, null], a: 1 } })).toBe('first')
  })

  test('REQUEST_CONFLICT: the same id for another content', async () => {
    const { claim } = await claimer()
    await claim()
    const facts = { field: 'requestId', details: { firstUsed: '2026-05-04T08:00:00.000Z' } }
    await expect(claim({ content: { a: 2 } })).rejects.toMatchObject({ code: 'REQUEST_CONFLICT', facts })
  })

  test('counts for its client, its operation, and its container', async () => {
    const { claim } = await claimer()
    await claim()
    expect(await claim({ operation: 'RetireItem' as never })).toBeUndefined()
    expect(await claim({ caller: { ...call.caller, name: '130-1' as never } })).toBeUndefined()
    expect(await claim({ scope: containerScope('130-1') })).toBeUndefined()
    expect(await claim({ scope: containerScope('130-1') })).toBe('first')
  })

  test('without an id is always new and leaves nothing', async () => {
    const { claim, rows } = await claimer()
    for (const _ of [1, 2]) expect(await claim({ requestId: undefined })).toBeUndefined()
    expect(await rows()).toEqual([])
  })

  test('at the same time is new for one and known for all others', async () => {
    const { claim } = await claimer()
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => claim({ reference: String(index) })))
    const winner = answers.findIndex((answer) => answer === undefined)
    expect(answers.filter((answer) => answer === String(winner))).toHaveLength(19)
  })
})
