import { randomBytes } from 'node:crypto'
import { Catalogue } from '../../src/catalogue/catalogue.ts'
import { putItem } from '../../src/catalogue/put-item.ts'
import { idMaker } from '../../src/domain/uuid.ts'
import { createKeyring, parseKeyring } from '../../src/tickets/keyring.ts'
import { Sealer } from '../../src/tickets/sealed-text.ts'
import { caller, firm, start, type DepotShop } from '../depot/depot-shop.ts'

const never = { policy: 'never', waitDays: 0, maximumCount: 0, periodDays: 0 } as const
const parts = { catalogue: new Catalogue(), sealer: new Sealer(parseKeyring(createKeyring(randomBytes)), randomBytes) }
const newId = idMaker(() => new Date(), randomBytes)

/** Sells TOKENS from now on: one license for all pieces, so many units for each of them. */
export async function sellTokens({ store }: DepotShop, units: number): Promise<void> {
  const author = { caller, now: start, operation: 'PutItem', requestId: undefined, newId }
  const draft = {
    itemNumber: 'TOKENS',
    name: 'Tokens',
    firmCode: firm.firmCode,
    productCode: 200,
    licenseCounting: 'oneLicense',
    options: { unitCounter: { units, counterMode: 'set' } },
    returnRule: never,
    reactivationRule: never,
    restoreRule: never,
    parameters: [],
  } as const
  await store.transact((tx) =>
    putItem(tx, author, { draft: { ...draft, containerKinds: ['software'] }, fieldOf: String }, parts),
  )
}
