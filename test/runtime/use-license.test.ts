import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { withFileLock } from '../../src/runtime/file-lock.ts'
import { isThere, ownProcess } from '../../src/runtime/process-space.ts'
import { signEvery } from '../../src/runtime/uses-file.ts'
import { verifyLicense } from '../../src/runtime/verify-license.ts'
import { newRuntime, newScene, type Scene, type TestRuntime } from './support.ts'
import { usersOf } from './users.ts'

let runtime: TestRuntime
let scene: Scene
let users: ReturnType<typeof usersOf>
beforeEach(async () => {
  runtime = await newRuntime()
  scene = await newScene(runtime)
  users = usersOf(scene)
})
afterEach(() => runtime.remove())

const inUse = { verdict: 'invalid', reason: 'IN_USE' }

describe('places', () => {
  test('as many uses as the license allows, and one more when one ends', async () => {
    await users.give('L-1', { licenseQuantity: 2 })
    const [first, second] = [await users.begin(), await users.begin()]
    expect(await users.attempt()).toMatchObject({ ...inUse, text: expect.stringContaining('2 times') as string })
    // Who only looks takes no place.
    expect(await verifyLicense(runtime, users.wish())).toMatchObject({ verdict: 'valid' })
    expect(await second.check()).toMatchObject({ verdict: 'valid' })
    await first.end()
    const third = await users.begin()
    expect(await users.attempt()).toMatchObject(inUse)
    await Promise.all([second.end(), third.end()])
  })

  test('one if the license says nothing, any number if it says 0', async () => {
    await users.give('L-1')
    const use = await users.begin()
    expect(await users.attempt()).toMatchObject(inUse)
    await users.give('L-1', { licenseQuantity: 0 })
    expect(await users.begin()).toMatchObject({ verdict: 'valid' })
    expect(await use.check()).toMatchObject({ verdict: 'valid' })
  })

  test('two licenses for the product are two places', async () => {
    await users.give('L-1')
    await users.give('L-2')
    const uses = [await users.begin(), await users.begin()]
    expect(uses.map((use) => use.license.licenseId).sort()).toEqual(['L-1', 'L-2'])
    expect(await users.attempt()).toMatchObject(inUse)
  })

  test('all uses on the machine have one together, if the program wants it so', async () => {
    await users.give('L-1')
    await users.begin({ places: 'machine' })
    await users.begin({ places: 'machine' })
    expect(await users.attempt({ places: 'each' })).toMatchObject(inUse)
  })

  test('when its license is replaced, a use goes on with another one', async () => {
    await users.give('L-1', { expirationTime: '2026-04-01T00:00:00.000Z' })
    const use = await users.begin()
    await users.give('L-2', { licenseQuantity: 1 })
    runtime.time = new Date('2026-04-01T00:00:00.000Z')
    expect(await use.check()).toMatchObject({ verdict: 'valid', license: { licenseId: 'L-2' } })
    expect(use.license.licenseId).toBe('L-2')
    expect(await users.attempt()).toMatchObject(inUse)
    await use.end()
    await users.begin()
  })

  test('a module item has places of its own only with a quantity of its own', async () => {
    const moduleItems = [{ productCode: 7, licenseQuantity: 1 }, { productCode: 8 }]
    await users.give('L-1', { licenseQuantity: 2, moduleItems })
    await users.begin({ productCode: 7 })
    expect(await users.attempt({ productCode: 7 })).toMatchObject(inUse)
    await users.begin({ productCode: 8 })
    await users.begin()
    expect(await users.attempt()).toMatchObject(inUse)
    expect(await users.attempt({ productCode: 8 })).toMatchObject(inUse)
  })

  test('deleting the file of uses gives no place for long', async () => {
    await users.give('L-1')
    const first = await users.begin()
    await writeFile(join(runtime.folder, `${scene.serial}.uses`), 'nonsense')
    const second = await users.begin()
    expect(await first.check()).toMatchObject(inUse)
    expect(await second.check()).toMatchObject({ verdict: 'valid' })
  })

  test('a file of uses that cannot be read for the moment frees no place', async () => {
    await users.give('L-1')
    await users.begin()
    const path = join(runtime.folder, `${scene.serial}.uses`)
    await rename(path, `${path}.aside`)
    await symlink(path, path)
    expect(await users.attempt()).toMatchObject({ verdict: 'unknown', reason: 'CONTAINER_BUSY' })
    await rename(`${path}.aside`, path)
    expect(await users.attempt()).toMatchObject(inUse)
  })

  test('a use that ends while it gives a sign has ended', async () => {
    await users.give('L-1')
    const { setInterval } = globalThis
    let sign: (() => void) | undefined
    const noting = (work: () => void, every: number) => {
      if (every === signEvery) sign = work
      return setInterval(work, every)
    }
    globalThis.setInterval = noting as typeof setInterval
    for (let round = 0; round < 5; round++) {
      const use = await users.begin()
      const ended = await withFileLock(join(runtime.folder, `${scene.serial}.uses.lock`), async () => {
        sign?.()
        await sleep(50)
        return [use.end()]
      })
      await Promise.all(ended)
      await sleep(100)
      expect(await readFile(join(runtime.folder, `${scene.serial}.uses`), 'utf8')).toBe('{"v":1,"uses":[]}')
    }
    globalThis.setInterval = setInterval
  }, 30_000)

  test('where nobody can write down who uses it, it stays open, and takes no license away', async () => {
    await users.give('L-1')
    const use = await users.begin()
    await rm(join(runtime.folder, `${scene.serial}.uses`))
    await mkdir(join(runtime.folder, `${scene.serial}.uses`))
    expect(await users.attempt()).toMatchObject({ verdict: 'unknown', reason: 'CONTAINER_BUSY' })
    expect(await use.check()).toMatchObject({ verdict: 'unknown', reason: 'CONTAINER_BUSY' })
    await expect(use.end()).rejects.toThrow()
  })
})

describe('several processes', () => {
  const children: ChildProcess[] = []
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL')
  })

  async function program(...words: string[]) {
    const script = ['--import', 'tsx', 'test/runtime/user-process.ts', runtime.folder, runtime.time.toISOString()]
    const child = spawn(process.execPath, [...script, ...words], { stdio: ['pipe', 'pipe', 'inherit'] })
    children.push(child)
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    return { child, answer: String(line).trim() }
  }

  test('a process that crashes leaves its place, after the linger time for others', async () => {
    await users.give('L-1', { lingerTime: 60 })
    const { child, answer } = await program()
    expect(answer).toBe('valid')
    expect(await users.attempt()).toMatchObject(inUse)
    child.kill('SIGKILL')
    await once(child, 'exit')
    // The same user may have it at once; that it lingers shows in the file.
    const mine = await users.begin()
    await mine.end()
    const path = join(runtime.folder, `${scene.serial}.uses`)
    const { uses } = JSON.parse(await readFile(path, 'utf8')) as { uses: { user: string }[] }
    expect(uses).toMatchObject([{ linger: 60, endedAt: runtime.time.toISOString() }])
    await writeFile(path, JSON.stringify({ v: 1, uses: uses.map((use) => ({ ...use, user: 'another' })) }))
    expect(await users.attempt()).toMatchObject(inUse)
    runtime.time = new Date(Number(runtime.time) + 60_000)
    await users.begin()
  }, 60_000)

  test('of many that start at once, as many may as the license allows', async () => {
    await users.give('L-1', { licenseQuantity: 2 })
    const started = await Promise.all([program(), program(), program(), program()])
    expect(started.map(({ answer }) => answer).sort()).toEqual(['IN_USE', 'IN_USE', 'valid', 'valid'])
  }, 60_000)

  test('a crash gives no unit back, and takes none but that of the work that was going on', async () => {
    await users.give('L-1', { unitCounter: '100000' })
    for (let crashes = 0; crashes < 3; crashes++) {
      const [before] = (await scene.context()).licenses
      const { child, answer } = await program('units')
      let told = answer.split('unit').length - 1
      const counting = new Promise<void>((resolve) =>
        child.stdout.on('data', (chunk: Buffer) => {
          told += String(chunk).split('unit').length - 1
          if (told > 5 + crashes) resolve()
        }),
      )
      await counting
      child.kill('SIGKILL')
      await once(child, 'close')
      const [after] = (await scene.context()).licenses
      const taken = Number((after?.consumed ?? 0n) - (before?.consumed ?? 0n))
      expect([told, told + 1]).toContain(taken)
    }
  }, 60_000)

  test('the number of a process that is gone means nothing', async () => {
    const own = await ownProcess()
    expect(await isThere(own)).toBe(true)
    expect(await isThere({ ...own, began: '1' })).toBe(false)
    expect(await isThere({ ...own, pid: 2 ** 30 })).toBe(false)
    expect(await isThere({ ...own, space: 'elsewhere' })).toBeUndefined()
  })

  test('a process in another space counts as long as it gives signs', async () => {
    await users.give('L-1')
    await users.begin()
    const path = join(runtime.folder, `${scene.serial}.uses`)
    const { uses } = JSON.parse(await readFile(path, 'utf8')) as { uses: object[] }
    await writeFile(path, JSON.stringify({ v: 1, uses: uses.map((use) => ({ ...use, space: 'elsewhere' })) }))
    runtime.time = new Date(Number(runtime.time) + 299_000)
    expect(await users.attempt()).toMatchObject(inUse)
    runtime.time = new Date(Number(runtime.time) + 1_000)
    await users.begin()
  })
})

describe('units', () => {
  test('are taken from the license in use, never more than there are', async () => {
    await users.give('L-1', { unitCounter: '5' })
    const use = await users.begin()
    expect(await use.takeUnits(3n)).toEqual({ verdict: 'valid', unitsLeft: 2n })
    expect(await use.takeUnits(3n)).toMatchObject({ verdict: 'invalid', reason: 'UNITS_USED_UP' })
    await expect(use.takeUnits(0n)).rejects.toThrow(RangeError)
    expect(await use.takeUnits(2n)).toEqual({ verdict: 'valid', unitsLeft: 0n })
    expect(await use.check()).toMatchObject({ verdict: 'invalid', reason: 'UNITS_USED_UP' })
    expect(await scene.context()).toMatchObject({ licenses: [{ consumed: 5n }] })
  })

  test('are not taken from a license that ended, nor from one without', async () => {
    await users.give('L-1', { unitCounter: '5', expirationTime: '2026-04-01T00:00:00.000Z' })
    await users.give('L-2', { productCode: 2 })
    const use = await users.begin()
    runtime.time = new Date('2026-04-01T00:00:00.000Z')
    expect(await use.takeUnits(1n)).toMatchObject({ verdict: 'invalid', reason: 'EXPIRED' })
    expect(await scene.context()).toMatchObject({ licenses: [{ consumed: 0n }, {}] })
    expect(await (await users.begin({ productCode: 2 })).takeUnits(1n)).toMatchObject({ reason: 'LICENSE_MISSING' })
  })
})
