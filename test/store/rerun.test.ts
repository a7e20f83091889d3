import { QueryFailedError } from 'typeorm'
import { RowChanged, troubleOf } from '../../src/store/rerun.ts'

const failed = (facts: object) => new QueryFailedError('SELECT 1', [], Object.assign(new Error('x'), facts))

test.each([
  ['a row changed', new RowChanged('x'), 'conflict'],
  ['a duplicate key of MariaDB', failed({ errno: 1062, code: 'ER_DUP_ENTRY' }), 'conflict'],
  ['a duplicate key of SQLite', failed({ code: 'SQLITE_CONSTRAINT_UNIQUE' }), 'conflict'],
  ['a duplicate primary key of SQLite', failed({ code: 'SQLITE_CONSTRAINT_PRIMARYKEY' }), 'conflict'],
  ['a record changed under a snapshot', failed({ errno: 1020 }), 'conflict'],
  ['a lock wait', failed({ errno: 1205 }), 'conflict'],
  ['a deadlock', failed({ errno: 1213 }), 'conflict'],
  ['a Galera node that is not ready', failed({ errno: 1047 }), 'lost'],
  ['a killed connection', failed({ errno: 1927 }), 'lost'],
  ['a closed connection', failed({ code: 'PROTOCOL_CONNECTION_LOST', fatal: true }), 'lost'],
  ['a command on a closed connection', failed({ fatal: true }), 'lost'],
  ['a refused connection', Object.assign(new Error('x'), { code: 'ECONNREFUSED', fatal: true }), 'lost'],
  ['a busy file', failed({ code: 'SQLITE_BUSY' }), 'busy'],
  ['a busy file in a snapshot', failed({ code: 'SQLITE_BUSY_SNAPSHOT' }), 'busy'],
  ['a foreign key', failed({ errno: 1452 }), undefined],
  [
    'a wrong password',
    Object.assign(new Error('x'), { errno: 1045, code: 'ER_ACCESS_DENIED_ERROR', fatal: true }),
    undefined,
  ],
  ['an error of ours', new Error('x'), undefined],
  ['a thrown text', 'x', undefined],
  ['a thrown nothing', null, undefined],
])('%s', (_, error, trouble) => {
  expect(troubleOf(error)).toBe(trouble)
})
