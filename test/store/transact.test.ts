import { setTimeout as sleep } from 'node:timers/promises'
import { FirmCode } from '../../src/entities/firm-code.ts'
import { Fault } from '../../src/faults.ts'
import { changeRow } from '../../src/store/change-row.ts'
import { RowChanged } from '../../src/store/rerun.ts'
import type { Tx } from '../../src/store/store.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { addFirms, firmCode, firmNumbers } from './rows.ts'

describeEachDatabase('transact', (databases) => {
  test('keeps overlapping transactions apart', async () => {
    const store = await databases.open()
    const late = store.transact(async (tx) => {
      await addFirms(tx, 1)
      await sleep(50)
      throw new Error('the first one fails late')
    })
    const others = [2, 3, 4, 5].map(async (number) => {
      await sleep(10)
      await store.transact((tx) => addFirms(tx, number))
    })
    await expect(late).rejects.toThrow('fails late')
    await Promise.all(others)
    expect(await store.read(firmNumbers)).toEqual([2, 3, 4, 5])
  })

  test('shows nobody what is not committed', async () => {
    const store = await databases.open()
    const writing = store.transact(async (tx) => {
      await addFirms(tx, 1)
      await sleep(50)
      await addFirms(tx, 2)
    })
    await sleep(10)
    expect([[], [1, 2]]).toContainEqual(await store.read(firmNumbers))
    await writing
    expect(await store.read(firmNumbers, { singleStatement: true })).toEqual([1, 2])
  })

  test('keep: false runs everything and stores nothing', async () => {
    const store = await databases.open()
    const seen = await store.transact((tx) => addFirms(tx, 1).then(() => firmNumbers(tx)), { keep: false })
    expect(seen).toEqual([1])
    expect(await store.read(firmNumbers)).toEqual([])
  })

  test('beforeCommit sees the result, and rolls back by throwing', async () => {
    const store = await databases.open()
    const work = (tx: Tx) => addFirms(tx, 1).then(() => 'result')
    const refuse = async (result: string) => {
      await sleep(1)
      throw new Error(`a bad ${result}`)
    }
    await expect(store.transact(work, { beforeCommit: refuse })).rejects.toThrow('a bad result')
    await expect(store.transact(work, { beforeCommit: refuse, keep: false })).rejects.toThrow('a bad result')
    expect(await store.read(firmNumbers)).toEqual([])
  })

  test('lets errors that are no conflicts out unchanged, after one run', async () => {
    const store = await databases.open()
    const fault = new Fault('ITEM_UNKNOWN', 'no such item')
    let runs = 0
    const work = store.transact(async (tx) => {
      runs += 1
      await addFirms(tx, 1)
      throw fault
    })
    await expect(work).rejects.toBe(fault)
    expect(runs).toBe(1)
    await expect(store.transact((tx) => tx.query('SELECT nonsense'))).rejects.toThrow(/nonsense/)
    await expect(store.transact(() => Promise.reject(new Error('plain')))).rejects.toThrow('plain')
    expect(await store.read(firmNumbers)).toEqual([])
  })

  test('a duplicate key runs everything again, and the new run sees the winner', async () => {
    const reruns: string[] = []
    const store = await databases.open({ onRerun: (trouble) => reruns.push(trouble) })
    let readers = 0
    const create = () =>
      store.transact(async (tx) => {
        if ((await firmNumbers(tx)).includes(5)) return 'replayed'
        // On a server all meet here; SQLite lets one through at a time.
        readers += 1
        await sleep(20)
        await addFirms(tx, 5)
        return 'created'
      })
    const outcomes = await Promise.all([create(), create(), create(), create()])
    expect(outcomes.sort()).toEqual(['created', 'replayed', 'replayed', 'replayed'])
    expect(reruns.every((trouble) => trouble === 'conflict')).toBe(true)
    expect(reruns).toHaveLength(readers - 1)
    expect(await store.read(firmNumbers)).toEqual([5])
  })

  test('a row changed since it was read runs everything again', async () => {
    const store = await databases.open()
    await store.transact((tx) => addFirms(tx, 1))
    const increments = Array.from({ length: 8 }, () =>
      store.transact(async (tx) => {
        const row = await tx.findOneByOrFail(FirmCode, { firmCode: 1 })
        return changeRow(tx, FirmCode, row, { comment: `${row.comment}x` })
      }),
    )
    expect((await Promise.all(increments)).sort()).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
    const row = await store.read((tx) => tx.findOneBy(FirmCode, { firmCode: 1 }))
    expect(row).toMatchObject({ version: 9, comment: 'xxxxxxxx' })
  })

  test('changeRow writes only over the version that was read', async () => {
    const store = await databases.open({ patience: 30 })
    await store.transact((tx) => addFirms(tx, 1, 2))
    await store.transact(async (tx) => {
      await expect(changeRow(tx, FirmCode, { ...firmCode(1), version: 2 }, { name: 'b' })).rejects.toThrow(RowChanged)
      const noKey = changeRow(tx, FirmCode, { version: 1 }, { name: 'b' })
      await expect(noKey).rejects.toThrow(new TypeError('FirmCode.firmCode has no value'))
      const noProperty = changeRow(tx, FirmCode, firmCode(1), { nam: 'b' } as Partial<FirmCode>)
      await expect(noProperty).rejects.toThrow(new TypeError('FirmCode has no property nam'))
      expect(await changeRow(tx, FirmCode, { firmCode: 1, version: 1 }, { name: 'b' })).toBe(2)
    })
    expect(await store.read((tx) => tx.find(FirmCode, { order: { firmCode: 'ASC' } }))).toEqual([
      { ...firmCode(1), name: 'b', version: 2 },
      firmCode(2),
    ])
  })

  test('gives up with UNAVAILABLE when its patience is at an end', async () => {
    const store = await databases.open({ patience: 300 })
    const cause = new RowChanged('again and again')
    let runs = 0
    const work = store.transact(() => {
      runs += 1
      return Promise.reject(cause)
    })
    await expect(work).rejects.toMatchObject({ code: 'UNAVAILABLE', facts: { cause } })
    expect(runs).toBeGreaterThan(2)
  })

  test('passes its points around the commit, and none when it stores nothing', async () => {
    const passed: string[] = []
    const store = await databases.open({ points: { reach: (name) => passed.push(name) } })
    await store.transact((tx) => addFirms(tx, 1), { keep: false })
    await store.read(firmNumbers)
    await store.transact(() => Promise.reject(new Error('no'))).catch(() => undefined)
    expect(passed).toEqual([])
    await store.transact((tx) => addFirms(tx, 1), { beforeCommit: () => void passed.push('encoded') })
    expect(passed).toEqual(['encoded', 'before-commit', 'after-commit'])
  })

  test('its hand is dead after the end, so that a forgotten await harms nobody', async () => {
    const store = await databases.open()
    const [written, read] = [
      await store.transact((tx) => Promise.resolve(tx)),
      await store.read((tx) => Promise.resolve(tx)),
    ]
    const failed = await store
      .transact((tx) => Promise.reject(Object.assign(new Error('x'), { tx })))
      .catch((e: unknown) => e)
    for (const tx of [written, read, (failed as { tx: Tx }).tx]) {
      await expect(addFirms(tx, 1)).rejects.toThrow(/released/i)
    }
    expect(await store.read(firmNumbers)).toEqual([])
  })

  test('a part of it can be undone alone', async () => {
    const store = await databases.open()
    await store.transact(async (tx) => {
      await addFirms(tx, 1)
      const part = tx.transaction(async (inner) => {
        await addFirms(inner, 2)
        throw new Error('the part fails')
      })
      await expect(part).rejects.toThrow('the part fails')
      await addFirms(tx, 3)
    })
    expect(await store.read(firmNumbers)).toEqual([1, 3])
  })

  test('is refused after the store was closed, which waits for those before', async () => {
    const store = await databases.open()
    const last = store.transact(async (tx) => {
      await sleep(30)
      return addFirms(tx, 1).then(() => firmNumbers(tx))
    })
    await sleep(5)
    await Promise.all([store.close(), store.close()])
    expect(await last).toEqual([1])
    await expect(store.transact(firmNumbers)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    await expect(store.ping()).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  })

  test('ping answers', async () => {
    await expect((await databases.open()).ping()).resolves.toBeUndefined()
  })
})
