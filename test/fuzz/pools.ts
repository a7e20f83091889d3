import type { Target } from '../attacks/target.ts'
import { FieldContainer } from '../depot/field-container.ts'
import { readFirmRoot } from '../../src/formats/certificate.ts'
import { soapClient } from '../support/soap-client.ts'
import type { Pools } from './values.ts'

/** Sells something and makes containers; gives what messages may name, by the name of the field. */
export async function furnish(target: Target): Promise<Pools> {
  const call = soapClient(`http://127.0.0.1:${target.port}`, target.authorization)
  const orderNumber = ['4711', '4712', '4713']
  const ticketId: string[] = []
  const licenseId: string[] = []
  for (const number of orderNumber) {
    const orderLine = [{ lineNumber: '1', itemNumber: 'CAD-PRO', quantity: 3 }]
    const order = { orderNumber: number, customer: { customerId: 'C-1' }, orderLines: { orderLine } }
    const result = await call('sales', 'CreateOrder', { order })
    ticketId.push(result.ticketId ?? '')
    licenseId.push(...result.licenses.license.map((license) => license.licenseId))
  }
  const { rootKey } = await call('depot', 'GetKeys', { firmCode: 6_000_010 })
  const root = readFirmRoot(JSON.parse(rootKey) as Parameters<typeof readFirmRoot>[0])
  const firm = { firmCode: 6_000_010, root }
  const containers = [1, 2, 3].map(() => new FieldContainer(firm))
  const contexts = await Promise.all(containers.flatMap((each) => [each.context(firm), each.context(firm)]))
  const signingKey = containers.map(({ keys }) => JSON.stringify(keys.signingKey))
  const agreementKey = containers.map(({ keys }) => JSON.stringify(keys.agreementKey))
  return {
    orderNumber,
    ticketId,
    licenseId,
    contextFile: [...contexts, '{}', contexts[0]!.slice(0, -40)],
    proofFile: contexts,
    containerSerial: containers.map(({ serial }) => serial),
    oldSerial: containers.map(({ serial }) => serial),
    signingKey,
    agreementKey,
    itemNumber: ['CAD-PRO', 'CAD-YEAR', 'CAD-NET', 'CAD-SUITE', 'NONE'],
    firmCode: [6_000_010, 6_000_010, 10],
    customerId: ['C-1', 'C-2'],
    lineNumber: ['1', '2'],
    quantity: [1, 2, 3],
    requestId: ['r-1', 'r-2', 'r-3'],
    runMode: ['check', 'normal'],
  }
}
