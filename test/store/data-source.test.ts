import { createDataSource } from '../../src/store/data-source.ts'
import { Store } from '../../src/store/store.ts'
import { useDatabases } from '../support/databases.ts'

test.each([
  ['sqlite::memory:', { type: 'better-sqlite3', database: ':memory:' }],
  ['sqlite:data/opendepot.sqlite', { type: 'better-sqlite3', database: 'data/opendepot.sqlite' }],
  [
    'mariadb://erp%40home:p%2Fss%3A@db.example:3307/open%20depot',
    {
      type: 'mariadb',
      host: 'db.example',
      port: 3307,
      username: 'erp@home',
      password: 'p/ss:',
      database: 'open depot',
    },
  ],
  ['mysql://u:p@db/depot?socketPath=/run/db.sock', { type: 'mysql', port: 3306, socketPath: '/run/db.sock' }],
  ['mysql://u:p@db/depot?tls=on', { type: 'mysql', ssl: {}, poolSize: 7 }],
])('%s', (url, options) => {
  expect(createDataSource(url, 7).options).toMatchObject(options)
})

test.each(['', 'sqlite:', 'data.sqlite', 'postgres://u:secret@h/d', 'mariadb://u:secret@h', 'mariadb://u:secret@h/'])(
  '%j is no database address, and the message tells no password',
  (url) => {
    expect(() => createDataSource(url, 1)).toThrow(TypeError)
    expect(() => createDataSource(url, 1)).not.toThrow(/secret/)
  },
)

describe('opening', () => {
  const databases = useDatabases('mariadb')

  test('fails at once with a wrong password', async () => {
    const url = (await databases.newUrl()).replace(/:[0-9a-f]+@/, ':wrong@')
    await expect(Store.open({ url })).rejects.toThrow(/Access denied/)
  })
})
