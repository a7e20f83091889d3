import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { soapClient, type InputOf, type OperationOf, type ResultOf } from '../../support/soap-client.ts'
import { openSite } from '../site.ts'

/** Two firm codes of one vendor. */
export const [firmA, firmB] = [6_000_010, 6_000_011] as const

const item = (itemNumber: string, firmCode: number, productCode: number, more: object = {}) => ({
  itemNumber,
  name: `Größe "${itemNumber}" & <mehr>`,
  firmCode,
  productCode,
  containerKinds: ['software'],
  returnRule: 'automatic',
  ...more,
})

const catalogue = {
  firmCodes: [
    { firmCode: firmA, name: 'Firm A' },
    { firmCode: firmB, name: 'Firm B' },
  ],
  items: [
    item('UNITS', firmA, 100, { options: { unitCounter: { units: 1000, counterMode: 'set' }, featureMap: 5 } }),
    item('OTHER', firmB, 200),
    item('NAMED', firmA, 300, {
      parameters: [{ name: 'licensee', givenAt: 'activation', mandatory: true, valueKind: 'text' }],
    }),
    item('DATA', firmA, 400, {
      options: {
        hiddenData: [{ dataNumber: 3, accessCode: 4711, text: 'hidden words' }],
        secretData: [{ dataNumber: 1, text: 'a source of keys' }],
      },
    }),
  ],
}

/** A real server with something to sell, and its addresses. */
export interface Shop {
  readonly depot: string
  readonly port: number
  /** Public root of the first firm code. */
  readonly root: string
  /** Orders one piece of each item and gives ticket and licenses. */
  order(...items: readonly string[]): Promise<{ ticketId: string; licenseIds: string[] }>
  sales<Name extends OperationOf<'sales'>>(
    operation: Name,
    input: InputOf<'sales', Name>,
  ): Promise<ResultOf<'sales', Name>>
  /** A call by nobody in particular. */
  ask<Name extends OperationOf<'depot'>>(
    operation: Name,
    input: InputOf<'depot', Name>,
  ): Promise<ResultOf<'depot', Name>>
  close(): Promise<void>
}

export async function openShop(): Promise<Shop> {
  const site = await openSite('sales')
  for (const code of [firmA, firmB]) await site.json('firm', 'create', String(code), '--name', `Firm ${code}`)
  // JSON is YAML.
  await writeFile(join(site.folder, 'catalogue.yaml'), JSON.stringify(catalogue))
  await site.json('items', 'apply', join(site.folder, 'catalogue.yaml'))
  const erp = soapClient(site.url, `Basic ${Buffer.from(`erp:${site.secret}`).toString('base64')}`)
  const anybody = soapClient(site.url)
  return {
    depot: `${site.url}/soap/depot`,
    port: Number(new URL(site.url).port),
    root: join(site.folder, 'keys', `firm-${firmA}-root.jwk`),
    order: async (...items) => {
      const orderLine = items.map((itemNumber, index) => ({ lineNumber: String(index + 1), itemNumber, quantity: 1 }))
      const orderNumber = randomBytes(8).toString('hex')
      const order = { orderNumber, customer: { customerId: 'C1' }, orderLines: { orderLine } }
      const { ticketId = '', licenses } = await erp('sales', 'CreateOrder', { order })
      return { ticketId, licenseIds: licenses.license.map(({ licenseId }) => licenseId) }
    },
    sales: (operation, input) => erp('sales', operation, input),
    ask: (operation, input) => anybody('depot', operation, input),
    close: () => site.close(),
  }
}
