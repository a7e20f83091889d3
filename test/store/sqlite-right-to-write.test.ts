import { useDatabases } from '../support/databases.ts'
import { addFirms, firmNumbers } from './rows.ts'

const databases = useDatabases('sqlite file')

test('a transaction that reads first holds off other writers, so that it runs once', async () => {
  const url = await databases.newUrl()
  const store = await databases.open({ url })
  const other = await databases.open({ url, patience: 30 })
  let runs = 0
  await store.transact(async (tx) => {
    runs += 1
    expect(await firmNumbers(tx)).toEqual([])
    await expect(other.transact((its) => addFirms(its, 2))).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    await addFirms(tx, 1)
  })
  expect(runs).toBe(1)
  await other.transact((tx) => addFirms(tx, 2))
  expect(await store.read(firmNumbers)).toEqual([1, 2])
})
