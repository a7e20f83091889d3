import type { Year } from './year.ts'

const manual = { policy: 'manual', waitDays: 0, maximumCount: 0, periodDays: 0 } as const
const month = { periodCount: 1, periodUnit: 'month' } as const

/** What the company sells: a CAD program in all the ways in which programs are sold. */
export async function openCatalogue(year: Year): Promise<void> {
  await year.puts('CAD-STANDARD', { productCode: 100n })
  await year.puts('CAD-PRO', { productCode: 101n, reactivationRule: manual })
  // For those who have the smaller one.
  const upgradeBases = { upgradeBase: [{ itemNumber: 'CAD-STANDARD' }] }
  await year.puts('CAD-PRO-UPGRADE', { productCode: 101n, upgradeBases })
  // Rides on the program, and is of no use without it.
  const moduleBases = { moduleBase: ['CAD-PRO', 'CAD-PRO-UPGRADE'].map((itemNumber) => ({ itemNumber })) }
  await year.puts('CAD-RENDER', { productCode: 102n, moduleBases })
  const packageItems = { packageItem: ['CAD-PRO', 'CAD-RENDER'].map((itemNumber) => ({ itemNumber, quantity: 1 })) }
  const itemPackage = { itemNumber: 'CAD-SUITE', name: 'CAD Suite', packageItems }
  await year.company.admin('PutItemPackage', { itemPackage })
  // Rented: by the ERP that knows who paid, by the contact of the container, or for a fixed time.
  await year.puts('CAD-RENT', {
    productCode: 103n,
    subscription: { subscriptionModel: 'erpRun', graceDays: 10, ...month },
  })
  await year.puts('CAD-FLAT', {
    productCode: 104n,
    subscription: { subscriptionModel: 'checkpoint', graceDays: 7, ...month },
  })
  const days = { periodCount: 30, periodUnit: 'day' } as const
  await year.puts('CAD-PASS', {
    productCode: 105n,
    subscription: { subscriptionModel: 'fromActivation', graceDays: 0, ...days },
  })
  await year.puts('CAD-TRIAL', {
    productCode: 106n,
    licenseOptions: { expirationPeriod: days },
    trialRule: { trialCount: 1 },
  })
}
