import { randomUUID } from 'node:crypto'
import { FieldContainer } from '../../depot/field-container.ts'
import { newContainer, type TestFirm } from '../../formats/support.ts'
import { type Company, firmCode, foundation } from '../../support/company.ts'
import { itemOf } from '../../support/items.ts'

/** A cloud container with a license that has units, by which a session may be opened. */
async function cloudUser(company: Company) {
  const itemNumber = `CLOUD-${randomUUID()}`
  const unitCounter = { units: 10n, counterMode: 'set' } as const
  const kinds = { containerKinds: { containerKind: ['cloud' as const] }, licenseOptions: { unitCounter } }
  await company.admin('PutItem', itemOf(itemNumber, kinds))
  const user = newKeys(company)
  const enrollment = { containerKind: 'cloud' as const, firmCode, ...keysOf(user), userId: randomUUID() }
  await company.erp.call('depot', 'EnrollContainer', { enrollment })
  const order = {
    orderNumber: randomUUID(),
    customer: { customerId: 'in the cloud' },
    orderLines: { orderLine: [{ lineNumber: '10', itemNumber, quantity: 1 }] },
  }
  const { ticketId = '', licenses } = await company.sales('CreateOrder', { order })
  await company.depot('ActivateLicenses', { activation: { ticketId, contextFile: await contextOf(company, user) } })
  return { user, licenseId: licenses.license[0]?.licenseId ?? '' }
}

function newKeys({ firm }: Company): FieldContainer {
  return new FieldContainer(firm, newContainer(firm as TestFirm, 'ed25519-x25519', undefined, 'cloud'))
}

function keysOf({ keys: { signingKey, agreementKey } }: FieldContainer) {
  return { signingKey: JSON.stringify(signingKey), agreementKey: JSON.stringify(agreementKey) }
}

function contextOf({ firm }: Company, user: FieldContainer): Promise<string> {
  return user.context(firm, { createdAt: foundation })
}

async function opened(company: Company) {
  const { user, licenseId } = await cloudUser(company)
  const sessionWish = { contextFile: await contextOf(company, user), licenseId }
  const { sessionId = '' } = await company.depot('OpenSession', { requestId: randomUUID(), sessionWish })
  return { sessionId }
}

/** A case for every write that only cloud containers know. */
export const cloudCases = {
  OpenSession: async (company: Company) => {
    const { user, licenseId } = await cloudUser(company)
    return { requestId: '', sessionWish: { contextFile: await contextOf(company, user), licenseId } }
  },
  KeepSession: async (company: Company) => ({ sessionKey: await opened(company) }),
  CloseSession: async (company: Company) => ({ sessionKey: await opened(company) }),
  UseUnits: async (company: Company) => ({ requestId: '', unitUse: { ...(await opened(company)), units: 3 } }),
  ChangeCredential: async (company: Company) => {
    const { user } = await cloudUser(company)
    return { credentialChange: { contextFile: await contextOf(company, user), ...keysOf(newKeys(company)) } }
  },
}
