/** @jest-environment ./test/support/token-environment.ts */
import { randomBytes } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { sha256 } from '../../src/formats/encoding.ts'
import { Pkcs11Library } from '../../src/pkcs11/library.ts'
import type { TokenSession } from '../../src/pkcs11/session.ts'
import type { RefusalCode, RuntimeRefusal } from '../../src/runtime/refusal.ts'
import type { ContainerState, FirmState } from '../../src/runtime/state.ts'
import { TokenHome } from '../../src/runtime/token-home.ts'
import { FrailToken } from '../support/frail-token.ts'
import { makeToken, pin, softhsm } from '../support/tokens.ts'

const createdAt = '2026-01-31T12:00:00.000Z'
const homes: TokenHome[] = []
let library: Pkcs11Library

// The library is told of tokens when it is opened, so all are made before.
const names = [
  'life',
  'twice',
  'pulled',
  'pulled while made',
  'full',
  'original',
  'copy',
  'locked',
  'many',
  'removed',
  'secret',
  'newer',
  'changed',
  'altered',
]
beforeAll(async () => {
  names.forEach(makeToken)
  library = await Pkcs11Library.open(softhsm)
})
afterAll(async () => {
  for (const home of homes) await home.close()
  library.close()
})

function homeOn(label: string, frail?: FrailToken): TokenHome {
  const home = new TokenHome({ modulePath: softhsm, label, pin }, randomBytes, frail?.open)
  homes.push(home)
  return home
}

const firm = (contextSeq: number, files: readonly string[] = []): FirmState => ({
  root: { kty: 'OKP', crv: 'Ed25519', x: 'x' },
  test: false,
  epoch: 0,
  contextSeq,
  counter: 0,
  digest: '',
  licenses: [],
  removed: [],
  updates: files.map((file, index) => ({ id: idOf(file), transferId: 'T', to: index, file })),
})

const idOf = (file: string) => sha256(file).toString('base64url')
const refusal = (code: RefusalCode, message = '') =>
  expect.objectContaining({ code, message: expect.stringContaining(message) }) as RuntimeRefusal
const numbered = (state: ContainerState, contextSeq: number, files?: readonly string[]) => ({
  ...state,
  firms: { 10: firm(contextSeq, files) },
})
const setTo = (home: TokenHome, serial: string, contextSeq: number, files?: readonly string[]) =>
  home.change(serial, (state) => Promise.resolve([numbered(state, contextSeq, files), undefined]))
const create = (home: TokenHome) => home.create({ createdAt, firms: { 10: firm(0) } })

/** Labels of all that is on a token. */
function objectsOn(label: string): string[] {
  const session = library.login({ label, pin })
  const found = session.objects('opendepot').map((object) => object.label)
  session.close()
  return found.sort()
}

test('a container lives on a token, and another program finds it there', async () => {
  const home = homeOn('life')
  expect(await home.list()).toEqual([])
  const serial = await create(home)
  expect(serial).toMatch(/^3-\d+$/)
  await setTo(home, serial, 7, ['one', 'two'])
  await setTo(home, serial, 8, ['two', 'three'])
  const other = homeOn('life')
  expect(await other.list()).toEqual([serial])
  const state = await other.read(serial)
  expect(state).toMatchObject({ v: 1, serial, suite: 'p256-p256', createdAt, firms: { 10: firm(8, ['two', 'three']) } })
  expect(state.label).toBe(library.find({ label: 'life' }).serial)
  expect(JSON.stringify(state)).not.toContain('"d"')
  expect(objectsOn('life')).toEqual([`file ${idOf('three')}`, `file ${idOf('two')}`, 'state 3'].sort())
})

test('nothing is written if nothing changes, and nothing if the change fails', async () => {
  const frail = new FrailToken()
  const home = homeOn('twice', frail)
  const serial = await create(home)
  const { writes } = frail
  await home.change(serial, (state) => Promise.resolve([state, undefined]))
  await expect(home.change(serial, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(frail.writes).toBe(writes)
})

test('CONTAINER_AMBIGUOUS: a token holds one container', async () => {
  await expect(create(homeOn('twice'))).rejects.toEqual(refusal('CONTAINER_AMBIGUOUS', 'on token "twice" already'))
})

test('CONTAINER_MISSING: another serial, or none', async () => {
  await expect(homeOn('twice').read('3-1')).rejects.toEqual(refusal('CONTAINER_MISSING', 'but 3-'))
  await expect(homeOn('locked').read('3-1')).rejects.toEqual(refusal('CONTAINER_MISSING', 'on token "locked".'))
})

describe('a token that is pulled out', () => {
  const files = (contextSeq: number) => [`old of ${contextSeq - 1}`, `new of ${contextSeq}`, `more of ${contextSeq}`]

  test.each([false, true])(
    'in the middle of a change has the old or the new state (last write done: %s)',
    async (done) => {
      const frail = new FrailToken()
      const home = homeOn('pulled', frail)
      const [serial = await create(home)] = await home.list()
      await setTo(home, serial, 1, files(1))
      let contextSeq = 1
      const seen = new Set<number>()
      // Three files and the state come, and as many go.
      for (let write = 1; write <= 8; write += 1) {
        const before = contextSeq
        frail.lastWriteDone = done
        frail.pulledAt = frail.writes + write
        const outcome = await setTo(home, serial, before + 1, files(before + 1)).catch((error: unknown) => error)
        frail.plugIn()
        const now = (await home.read(serial)).firms['10']?.contextSeq ?? 0
        expect([before, before + 1]).toContain(now)
        // What was told to be done is done.
        if (outcome === undefined) expect(now).toBe(before + 1)
        else expect(outcome).toEqual(refusal('TOKEN_REMOVED', 'was pulled out'))
        expect((await home.read(serial)).firms['10']).toEqual(firm(now, files(now)))
        // The next change also clears up.
        contextSeq = now + 1
        await setTo(home, serial, contextSeq, files(contextSeq))
        expect(objectsOn('pulled')).toHaveLength(4)
        seen.add(now - before)
      }
      expect(seen).toEqual(new Set([0, 1]))
    },
  )

  test('while its container is made has it or has none, and it can be made again', async () => {
    const frail = new FrailToken()
    const home = homeOn('pulled while made', frail)
    for (let write = 1; write <= 3; write += 1) {
      frail.pulledAt = frail.writes + write
      await expect(create(home)).rejects.toEqual(refusal('TOKEN_REMOVED'))
      frail.plugIn()
      expect(await home.list()).toEqual([])
    }
    const serial = await create(home)
    expect((await home.read(serial)).serial).toBe(serial)
    const session = library.login({ label: 'pulled while made', pin })
    expect(session.keys()).toHaveLength(2)
    session.close()
  })
})

test('TOKEN_FULL: a change that has no room leaves the old state, and nothing else', async () => {
  const frail = new FrailToken()
  const home = homeOn('full', frail)
  const serial = await create(home)
  const large = Array.from({ length: 3 }, () => randomBytes(2000).toString('base64url'))
  await setTo(home, serial, 1, ['small'])
  const before = objectsOn('full')
  frail.memory = frail.used + 3500
  await expect(setTo(home, serial, 2, ['small', ...large])).rejects.toEqual(refusal('TOKEN_FULL', 'no memory left'))
  expect(objectsOn('full')).toEqual(before)
  expect((await home.read(serial)).firms['10']).toEqual(firm(1, ['small']))
  await setTo(home, serial, 3, ['small', large[0] ?? ''])
  expect((await home.read(serial)).firms['10']?.contextSeq).toBe(3)
})

test('CONTAINER_DAMAGED: data that was copied to another token, for want of the keys', async () => {
  const serial = await create(homeOn('original'))
  const [from, to] = ['original', 'copy'].map((label) => library.login({ label, pin })) as [TokenSession, TokenSession]
  for (const object of from.objects('opendepot')) to.create('opendepot', object.label, from.read(object))
  await expect(homeOn('copy').read(serial)).rejects.toEqual(refusal('CONTAINER_DAMAGED', 'but not its keys'))
})

test('CONTAINER_DAMAGED: data that was changed', async () => {
  await create(homeOn('altered'))
  const session = library.login({ label: 'altered', pin })
  const [state] = session.objects('opendepot')
  if (state === undefined) throw new Error('no state')
  const value = session.read(state)
  session.destroy(state.handle)
  session.create('opendepot', state.label, Buffer.concat([value.subarray(0, 40), Buffer.of(0), value.subarray(41)]))
  await expect(homeOn('altered').list()).rejects.toEqual(refusal('CONTAINER_DAMAGED', 'no state on the token is whole'))
})

test('CONTAINER_DAMAGED: an update that was changed', async () => {
  const home = homeOn('changed')
  await setTo(home, await create(home), 1, ['four'])
  const session = library.login({ label: 'changed', pin })
  const file = session.objects('opendepot').find(({ label }) => label === `file ${idOf('four')}`)
  if (file === undefined) throw new Error('no file')
  session.destroy(file.handle)
  session.create('opendepot', file.label, deflateRawSync('five'))
  await expect(homeOn('changed').list()).rejects.toEqual(refusal('CONTAINER_DAMAGED', 'no state on the token is whole'))
})

test('CONTAINER_NEWER: a state by a later runtime', async () => {
  const serial = await create(homeOn('newer'))
  const session = library.login({ label: 'newer', pin })
  const rest = deflateRawSync(JSON.stringify({ v: 2 }))
  session.create('opendepot', 'state 2', Buffer.concat([sha256('state 2', rest), rest]))
  await expect(homeOn('newer').read(serial)).rejects.toEqual(refusal('CONTAINER_NEWER'))
})

test('changes of several programs at once are all there', async () => {
  const serial = await create(homeOn('many'))
  const count = (home: TokenHome) =>
    home.change(serial, (state) => {
      const contextSeq = (state.firms['10']?.contextSeq ?? 0) + 1
      return Promise.resolve([numbered(state, contextSeq, [`file ${contextSeq}`]), contextSeq])
    })
  const programs = [homeOn('many'), homeOn('many'), homeOn('many')]
  const reading = Promise.all(Array.from({ length: 10 }, () => homeOn('many').read(serial)))
  const numbers = await Promise.all(programs.flatMap((home) => Array.from({ length: 5 }, () => count(home))))
  expect(numbers.sort((one, other) => one - other)).toEqual(Array.from({ length: 15 }, (_, index) => index + 1))
  expect((await reading).every((state) => state.serial === serial)).toBe(true)
})

test('a container that is taken away leaves nothing', async () => {
  const home = homeOn('removed')
  const serial = await create(home)
  await setTo(home, serial, 1, ['one'])
  await home.remove(serial)
  expect(await home.list()).toEqual([])
  expect(objectsOn('removed')).toEqual([])
})

describe('what cannot be opened is told in words', () => {
  const at = (where: object) => {
    const home = new TokenHome({ modulePath: softhsm, pin, ...where }, randomBytes)
    homes.push(home)
    return home.list()
  }

  test('PIN_WRONG', async () => {
    await expect(at({ label: 'secret', pin: 'guessed' })).rejects.toEqual(refusal('PIN_WRONG', 'refuses the PIN'))
    expect(await at({ label: 'secret' })).toEqual([])
  })

  test('PKCS11_MISSING, TOKEN_MISSING, TOKEN_AMBIGUOUS', async () => {
    await expect(at({ modulePath: '/nowhere.so' })).rejects.toEqual(refusal('PKCS11_MISSING', '/nowhere.so'))
    await expect(at({ label: 'lost' })).rejects.toEqual(refusal('TOKEN_MISSING', '"lost"'))
    await expect(at({})).rejects.toEqual(refusal('TOKEN_AMBIGUOUS', '"life"'))
  })
})
