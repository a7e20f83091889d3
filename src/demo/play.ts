import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../domain/clock.ts'
import type { RandomSource } from '../domain/random.ts'
import { type FirmRoot, readFirmRoot } from '../formats/certificate.ts'
import { parseJsonObject } from '../formats/encoding.ts'
import { activate, connectDepot, thisMachine, verifyLicense, type Runtime } from '../runtime/index.ts'
import { backOffice, type DemoOrder } from './back-office.ts'
import type { Script } from './script.ts'
import type { Stage } from './stage.ts'

/**
 * The demo: an order becomes a ticket, the ticket a license in a container of this machine. Everything happens for real, over
 * SOAP and with signed files; each act says what it shows.
 */
const firmCode = 6000010
const order = {
  orderNumber: '0000004711',
  customer: { customerId: '100023', name: 'Muster GmbH' },
  orderLines: { orderLine: [{ lineNumber: '000010', itemNumber: 'CAD-PRO', quantity: 2 }] },
} as const satisfies DemoOrder

/** Time and randomness, as everywhere an argument. */
export interface Nature {
  readonly clock: Clock
  readonly random: RandomSource
}

/** The vendor's part, before the server starts; gives the secret of the back office. */
export async function setUp(script: Script): Promise<string> {
  script.act('The vendor sets up')
  await script.command('firm', 'create', String(firmCode), '--name', 'Example Software GmbH')
  await script.command('items', 'apply', script.catalogue)
  const { secret } = await script.commandJson<{ secret: string }>('client', 'add', 'erp', '--role', 'sales')
  script.say('API client "erp" may send orders.')
  return secret
}

/** The parts of back office, buyer and software against a running server; gives the ticket. */
export async function play(url: string, secret: string, stage: Stage, script: Script, nature: Nature): Promise<string> {
  const { act, say } = script

  act('The ERP sends an order over SOAP')
  const createOrder = await backOffice(url, 'erp', secret)
  const [line] = order.orderLines.orderLine
  say(`Order ${order.orderNumber}: ${line.quantity} × ${line.itemNumber} for ${order.customer.name}`)
  const { outcome, ticketId, licenseCount } = await createOrder(order)
  say(`Answer: ${outcome}, ${licenseCount} licenses, ticket ${ticketId}`)

  act('The answer got lost, so the ERP sends the order again')
  const again = await createOrder(order)
  say(`Answer: ${again.outcome}, the same ticket ${again.ticketId}. Nothing was sold twice.`)

  act('The buyer redeems the ticket on this machine')
  const runtime = runtimeOf(stage, nature)
  const root = await rootOf(stage)
  const depot = await connectDepot(`${url}/soap/depot`)
  await activate(runtime, depot, { ticketId, root, parameters: { licensee: 'Erika Mustermann' } }, say)

  act('The protected software asks whether it may run')
  const verdict = await verifyLicense(runtime, { firmCode, productCode: 100, root })
  if (verdict.verdict !== 'valid') throw new Error(`the demo ends badly: ${verdict.text}`)
  const { name, licenseId } = verdict.license
  say(`Valid: ${name}, license ${licenseId}, in container ${verdict.serial}`)
  return ticketId
}

/** The root key as the vendor builds it into the software. */
async function rootOf({ folder }: Stage): Promise<FirmRoot> {
  const text = await readFile(join(folder, 'keys', `firm-${firmCode}-root.jwk`), 'utf8')
  return readFirmRoot(parseJsonObject(text, 'root key'))
}

function runtimeOf({ folder }: Stage, { clock, random }: Nature): Runtime {
  return { folder: join(folder, 'containers'), machine: thisMachine({ name: 'demo' }), now: clock, random }
}
