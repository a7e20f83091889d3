import { randomBytes } from 'node:crypto'
import { idMaker } from '../../src/domain/uuid.ts'
import { Container } from '../../src/entities/container.ts'
import { insertRows } from '../../src/store/insert-rows.ts'
import type { Store } from '../../src/store/store.ts'
import { start } from './shop.ts'

/** Makes a container known; gives the id of its row. */
export async function insertContainer(store: Store, serial: string): Promise<string> {
  const container: Container = {
    id: idMaker(() => start, randomBytes)(),
    serial,
    kind: 'software',
    suite: 'ed25519-x25519',
    signingKey: '{}',
    agreementKey: '{}',
    binding: null,
    bindingJudgement: null,
    successorId: null,
    state: 'known',
    label: null,
    runtime: null,
    version: 1,
    createdAt: start,
    updatedAt: start,
  }
  await store.transact((tx) => insertRows(tx, Container, [container]))
  return container.id
}
