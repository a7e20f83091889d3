import type { DepotCall } from '../depot-client.ts'
import type { LicenseResult } from '../license-results.ts'
import { RuntimeRefusal } from '../refusal.ts'
import { askAs, type CloudAccount } from './account.ts'

/** A license in a cloud container, as the Depot tells it. */
export interface CloudLicense {
  readonly licenseId: string
  readonly itemNumber: string
  readonly name: string
  readonly productCode: number
  readonly state: string
  /** Valid before this instant; absent: no end. */
  readonly expirationTime?: string | undefined
}

/** The SOAP client leaves numbers of derived types as text. */
interface HeldLicense extends Omit<CloudLicense, 'productCode' | 'expirationTime'> {
  readonly productCode: string | number
  readonly expirationTime?: string | Date
}

interface Held {
  readonly heldLicenses: { readonly heldLicense?: readonly HeldLicense[] } | null
}

/** What a cloud container holds, once everything that waited for it is in it. */
export async function listCloud(account: CloudAccount, depot: DepotCall, now: Date): Promise<CloudLicense[]> {
  const ask = (contextFile: string) => ({ updateWish: { contextFile } })
  const { heldLicenses } = await askAs<Held>(account, depot, now, 'AutoUpdate', ask)
  return (heldLicenses?.heldLicense ?? []).map(({ expirationTime, productCode, ...rest }) => {
    const end = expirationTime === undefined ? {} : { expirationTime: new Date(expirationTime).toISOString() }
    return { ...rest, productCode: Number(productCode), ...end }
  })
}

/**
 * The license of a product code in a cloud container, or of an id.
 * @throws RuntimeRefusal LICENSE_MISSING
 */
export async function findCloudLicense(
  account: CloudAccount,
  depot: DepotCall,
  now: Date,
  wanted: { readonly licenseId?: string | undefined; readonly productCode?: number | undefined },
): Promise<CloudLicense> {
  const licenses = await listCloud(account, depot, now)
  const fits = ({ licenseId, productCode }: CloudLicense) =>
    wanted.licenseId === undefined ? productCode === wanted.productCode : licenseId === wanted.licenseId
  const found = licenses.find(fits)
  if (found !== undefined) return found
  const text = `Container ${account.serial} holds no such license.`
  throw new RuntimeRefusal('LICENSE_MISSING', text, 'See "opendepot-runtime cloud list".')
}

interface Activated {
  readonly licenseResults: { readonly licenseResult?: readonly LicenseResult[] } | null
}

/** Redeems a ticket into a cloud container: it has the licenses at once. */
export async function activateCloud(
  account: CloudAccount,
  depot: DepotCall,
  now: Date,
  wish: { readonly ticketId: string; readonly all?: boolean | undefined },
): Promise<readonly LicenseResult[]> {
  const { ticketId, all = false } = wish
  const ask = (contextFile: string) => ({ activation: { ticketId, ...(all && { selection: 'all' }), contextFile } })
  const { licenseResults } = await askAs<Activated>(account, depot, now, 'ActivateLicenses', ask)
  return licenseResults?.licenseResult ?? []
}
