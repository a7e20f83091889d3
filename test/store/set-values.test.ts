import { FirmCode } from '../../src/entities/firm-code.ts'
import { setValues } from '../../src/store/set-values.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { addFirms, firmCode } from './rows.ts'

const anyRow = { text: '? = ?', values: [1, 1] }

describeEachDatabase('setValues', (databases) => {
  const names = async (rows: FirmCode[], condition = anyRow) => {
    const store = await databases.open()
    return store.transact(async (tx) => {
      await addFirms(tx, 1, 2, 3)
      const count = await setValues(tx, FirmCode, rows, ['name'], condition)
      const stored = await tx.find(FirmCode, { order: { firmCode: 'ASC' } })
      return { count, names: stored.map(({ name }) => name) }
    })
  }

  test('gives each row a value of its own, and counts those that there are', async () => {
    const given = [firmCode(1, 'one'), firmCode(3, 'three'), firmCode(4, 'nobody')]
    expect(await names(given)).toEqual({ count: 2, names: ['one', 'firm 2', 'three'] })
  })

  test('leaves rows as they are that do not meet the condition', async () => {
    const condition = { text: 'firm_codes.version > ?', values: [1] }
    expect(await names([firmCode(1, 'one')], condition)).toEqual({ count: 0, names: ['firm 1', 'firm 2', 'firm 3'] })
  })

  test('of no rows there is nothing to do', async () => {
    expect(await names([])).toMatchObject({ count: 0 })
  })

  test('refuses more rows than a statement holds, and a property that is none', async () => {
    const many = Array.from({ length: 15_001 }, (_, index) => firmCode(index))
    await expect(names(many)).rejects.toThrow(RangeError)
    const store = await databases.open()
    const unknown = ['nickname' as 'name']
    const attempt = store.transact((tx) => setValues(tx, FirmCode, [firmCode(1)], unknown, anyRow))
    await expect(attempt).rejects.toThrow('FirmCode has no property nickname')
  })
})
