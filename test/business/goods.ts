import type { Company } from '../support/company.ts'
import { itemOf } from '../support/items.ts'

const month = { periodCount: 1, periodUnit: 'month' } as const

/** What there is to be bought (deeds.ts): one for each way in which a license can depend on others. */
export async function stock({ admin }: Company): Promise<void> {
  await admin('PutItem', itemOf('PLAIN'))
  await admin('PutItem', itemOf('OTHER', { productCode: 101n }))
  await admin('PutItem', itemOf('MONTH', { licenseOptions: { expirationPeriod: month } }))
  const seats = { licenseQuantity: { licenseCount: 1 } }
  await admin('PutItem', itemOf('TEAM', { licenseCounting: 'oneLicense', licenseOptions: seats }))
  await admin('PutItem', itemOf('MODULE', { moduleBases: { moduleBase: [{ itemNumber: 'PLAIN' }] } }))
  await admin('PutItem', itemOf('UPGRADE', { upgradeBases: { upgradeBase: [{ itemNumber: 'OTHER' }] } }))
  await admin('PutItem', itemOf('TRIAL', { trialRule: { trialCount: 1 } }))
  const packageItem = ['PLAIN', 'MODULE', 'OTHER'].map((itemNumber) => ({ itemNumber, quantity: 1 }))
  await admin('PutItemPackage', { itemPackage: { itemNumber: 'SET', name: 'Set', packageItems: { packageItem } } })
}
