import mysql from 'mysql2/promise'
import { Store } from '../../src/store/store.ts'
import { type MariadbAddress, onServer, urlOf } from './mariadb.ts'

const template = 'opendepot_template'

/** The statements that make the tables of an empty database; the same for all tests of a file. */
let statements: Promise<string> | undefined

/**
 * Gives an empty database all tables, by copying one that was migrated: each migration builds indexes that the next one
 * changes, which takes three times as long.
 */
export async function copyTemplate(server: MariadbAddress, database: string): Promise<void> {
  statements ??= statementsOf(server)
  const connection = await mysql.createConnection({ ...server, database, multipleStatements: true })
  try {
    await connection.query(await statements)
  } finally {
    await connection.end()
  }
}

async function statementsOf(server: MariadbAddress): Promise<string> {
  const connection = await mysql.createConnection(server)
  try {
    // Files of tests run side by side; the first of them makes the template, and the others wait.
    await connection.query(`SELECT GET_LOCK('${template}', 300)`)
    await makeTemplate(server)
    await connection.query(`USE ${template}`)
    const tables = (await rowsOf(connection, 'SHOW TABLES')).map((row) => Object.values(row)[0] ?? '')
    const made: string[] = []
    for (const table of tables) {
      const [row] = await rowsOf(connection, `SHOW CREATE TABLE ${table}`)
      made.push(row?.['Create Table'] ?? '', `INSERT INTO ${table} SELECT * FROM ${template}.${table}`)
    }
    return ['SET FOREIGN_KEY_CHECKS = 0', ...made].join(';\n')
  } finally {
    await connection.end()
  }
}

async function rowsOf(connection: mysql.Connection, statement: string): Promise<Record<string, string>[]> {
  const [rows] = await connection.query(statement)
  return rows as Record<string, string>[]
}

/** Migrating again what is there is nothing, so a template that was left half done is completed. */
async function makeTemplate(server: MariadbAddress): Promise<void> {
  await onServer(server, `CREATE DATABASE IF NOT EXISTS ${template}`)
  const store = await Store.open({ url: urlOf(server, template) })
  try {
    await store.migrate()
  } finally {
    await store.close()
  }
}
