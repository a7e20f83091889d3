import { createHash } from 'node:crypto'
import { judgeContact, mayAppend, newChain, proved, type ChainHead, type Contact } from '../../src/domain/chain.ts'

const hashOf = (text: string) => createHash('sha256').update(text).digest()

/** Digest of the test chain at a counter. */
const digestOf = (counter: number) => (counter === 0 ? Buffer.alloc(32) : hashOf(`step ${counter}`))
const issued = (last: number) => (counter: number) => (counter <= last ? digestOf(counter) : undefined)

const head: ChainHead = {
  counter: 5,
  confirmed: 3,
  lastContextSeq: 7,
  lastContextHash: hashOf('context 7'),
  healed: 0,
}

function contact(changes: Partial<Contact> = {}): Contact {
  const counter = changes.counter ?? 4
  return { contextSeq: 8, hash: hashOf('context 8'), counter, digest: digestOf(counter), ...changes }
}

const judge = (given: Contact, known = head) => judgeContact(known, given, issued(known.counter))

test('the first context of a container begins its chain', () => {
  const first = contact({ contextSeq: 1, counter: 0 })
  expect(judge(first, newChain)).toEqual({
    verdict: 'accepted',
    head: { ...newChain, lastContextSeq: 1, lastContextHash: first.hash },
  })
})

test.each([3, 4, 5])('a newer context confirms everything up to its counter %i', (counter) => {
  expect(judge(contact({ counter }))).toEqual({
    verdict: 'accepted',
    head: { ...head, confirmed: counter, lastContextSeq: 8, lastContextHash: hashOf('context 8') },
  })
})

test('the same context again changes nothing', () => {
  expect(judge(contact({ contextSeq: 7, hash: hashOf('context 7'), counter: 3 }))).toEqual({
    verdict: 'accepted',
    head,
  })
})

test('a lower number is stale, whatever else it says', () => {
  expect(judge(contact({ contextSeq: 6 }))).toEqual({ verdict: 'stale' })
  expect(judge(contact({ contextSeq: 6, counter: 99 }))).toEqual({ verdict: 'stale' })
})

describe('two contexts of one number are a fork', () => {
  const fork = contact({ contextSeq: 7, hash: hashOf('another 7'), counter: 4 })

  test('which is healed from the counter of the context', () => {
    expect(judge(fork)).toEqual({
      verdict: 'accepted',
      healed: 'fork',
      head: { ...head, confirmed: 4, lastContextHash: hashOf('another 7'), healed: 1 },
    })
  })

  test('and the second time waits for a person', () => {
    expect(judge(fork, { ...head, healed: 1 })).toEqual({
      verdict: 'manipulation',
      reason: expect.stringContaining('not for the first time') as string,
    })
  })

  test('and a context without a hash on record is one too', () => {
    expect(judge(fork, { ...head, lastContextHash: null })).toMatchObject({ healed: 'fork' })
  })
})

describe('a newer context behind the confirmed step is a rollback', () => {
  const rollback = contact({ counter: 2 })

  test('which is healed by sending everything after its counter again', () => {
    expect(judge(rollback)).toEqual({
      verdict: 'accepted',
      healed: 'rollback',
      head: { ...head, confirmed: 2, lastContextSeq: 8, lastContextHash: hashOf('context 8'), healed: 1 },
    })
  })

  test('whose retry is no second offence', () => {
    const known = { ...head, confirmed: 2, lastContextSeq: 8, lastContextHash: hashOf('context 8'), healed: 1 }
    expect(judge(rollback, known)).toEqual({ verdict: 'accepted', head: known })
    expect(judge(contact({ contextSeq: 9, counter: 2 }), known)).toMatchObject({ verdict: 'accepted' })
  })

  test('and the second time waits for a person', () => {
    expect(judge(rollback, { ...head, healed: 1 })).toMatchObject({ verdict: 'manipulation' })
  })
})

test.each([
  ['a counter that was never issued', contact({ counter: 6, digest: digestOf(6) })],
  ['another digest after the confirmed step', contact({ counter: 4, digest: digestOf(3) })],
  ['an unknown digest in a fork', contact({ contextSeq: 7, counter: 4, digest: digestOf(3) })],
])('%s is to be proved: this server may have been put back', (_, given) => {
  expect(judge(given)).toMatchObject({ verdict: 'unproven' })
})

test.each([
  ['at the confirmed step', contact({ counter: 3, digest: digestOf(4) })],
  ['before it', contact({ counter: 1, digest: digestOf(4) })],
  ['before the first step', contact({ counter: 0, digest: digestOf(1) })],
])('another digest %s is no state that we brought about, and nothing that we can have forgotten', (_, given) => {
  expect(judge(given)).toMatchObject({ verdict: 'manipulation' })
})

test('a container that nobody knows has to prove the steps that it has done', () => {
  expect(judge(contact({ contextSeq: 1, counter: 1 }), newChain)).toMatchObject({ verdict: 'unproven' })
})

test('what is proved is where the chain goes on, and what was healed before counts on', () => {
  const given = contact({ counter: 9, digest: digestOf(9) })
  expect(proved({ ...head, healed: 1 }, given)).toEqual({
    verdict: 'accepted',
    head: { counter: 9, confirmed: 9, lastContextSeq: 8, lastContextHash: hashOf('context 8'), healed: 1 },
    believed: { how: 'proved', digest: digestOf(9) },
  })
})

test('twenty steps may wait for their receipt', () => {
  expect(mayAppend({ ...head, counter: 22, confirmed: 3 })).toBe(true)
  expect(mayAppend({ ...head, counter: 23, confirmed: 3 })).toBe(false)
})

describe('after a person accepted the container', () => {
  const accepted: ChainHead = { ...head, healed: 1, believeNext: true }
  const seen = { lastContextSeq: 8, lastContextHash: hashOf('context 8'), healed: 0 }

  test('a state that was issued is caught up with, and the record is clean', () => {
    expect(judge(contact({ counter: 1 }), accepted)).toEqual({
      verdict: 'accepted',
      head: { counter: 5, confirmed: 1, ...seen },
      believed: { how: 'caughtUp' },
    })
  })

  test.each([2, 5, 9])('a foreign state at step %i is where the chain goes on', (counter) => {
    const digest = hashOf('foreign')
    expect(judge(contact({ counter, digest }), accepted)).toEqual({
      verdict: 'accepted',
      head: { counter, confirmed: counter, ...seen },
      believed: { how: 'rebased', digest },
    })
  })

  test('two contexts of one number are believed', () => {
    const fork = contact({ contextSeq: 7, counter: 3 })
    expect(judge(fork, accepted)).toMatchObject({ verdict: 'accepted', believed: { how: 'caughtUp' } })
  })

  test('an older context is stale as ever, and the last one again uses nothing up', () => {
    expect(judge(contact({ contextSeq: 6 }), accepted)).toEqual({ verdict: 'stale' })
    const again = contact({ contextSeq: 7, hash: hashOf('context 7') })
    expect(judge(again, accepted)).toEqual({ verdict: 'accepted', head: accepted })
  })
})
