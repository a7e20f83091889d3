import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../domain/clock.ts'
import type { RandomSource } from '../domain/random.ts'
import { readFirmRoot } from '../formats/certificate.ts'
import { parseJsonObject } from '../formats/encoding.ts'
import { activate, connectDepot, thisMachine, verifyLicense, type Runtime } from '../runtime/index.ts'
import type { Server } from '../server.ts'
import { backOffice, type DemoOrder } from './back-office.ts'
import type { Script } from './script.ts'
import { openServer, type Stage } from './stage.ts'

const firmCode = 6000010
const order: DemoOrder = {
  orderNumber: '0000004711',
  customer: { customerId: '100023', name: 'Muster GmbH' },
  orderLines: { orderLine: [{ lineNumber: '000010', itemNumber: 'CAD-PRO', quantity: 2 }] },
}

/** What the play leaves on the stage, for those who want to go on by hand. */
export interface Played {
  readonly server: Server
  readonly secret: string
  readonly ticketId: string
}

/** Time and randomness, as everywhere an argument. */
export interface Nature {
  readonly clock: Clock
  readonly random: RandomSource
}

/**
 * The demo: an order becomes a ticket, the ticket a license in a container of this machine. Everything happens for real, over
 * SOAP and with signed files; each act says what it shows.
 */
export async function play(stage: Stage, script: Script, nature: Nature): Promise<Played> {
  const say = script.say

  script.act('The vendor sets up')
  await script.command('firm', 'create', String(firmCode), '--name', 'Example Software GmbH')
  await script.command('items', 'apply', script.catalogue)
  const { secret } = await script.commandJson<{ secret: string }>('client', 'add', 'erp', '--role', 'sales')
  say('API client "erp" may send orders.')
  const server = await openServer(stage)
  say(`The server listens on ${server.url}.`)

  script.act('The ERP sends an order over SOAP')
  const createOrder = await backOffice(server.url, 'erp', secret)
  const [line] = order.orderLines.orderLine
  say(`Order ${order.orderNumber}: ${line?.quantity ?? 0} × ${line?.itemNumber ?? ''} for ${order.customer.name}`)
  const { outcome, ticketId, licenseCount } = await createOrder(order)
  say(`Answer: ${outcome}, ${licenseCount} licenses, ticket ${ticketId}`)

  script.act('The answer is lost, so the ERP sends the order again')
  const again = await createOrder(order)
  say(`Answer: ${again.outcome}, the same ticket ${again.ticketId}. Nothing was sold twice.`)

  script.act('The buyer redeems the ticket on this machine')
  const runtime = runtimeOf(stage, nature)
  const root = readFirmRoot(
    parseJsonObject(await readFile(join(stage.folder, `firm-${firmCode}-root.jwk`), 'utf8'), 'root'),
  )
  const depot = await connectDepot(`${server.url}/soap/depot`)
  await activate(runtime, depot, { ticketId, root }, say)

  script.act('The protected software asks whether it may run')
  const verdict = await verifyLicense(runtime, { firmCode, productCode: 100, root })
  if (verdict.verdict !== 'valid') throw new Error(`the demo ends badly: ${verdict.text}`)
  const { name, licenseId } = verdict.license
  say(`Valid: ${name} (license ${licenseId}) in container ${verdict.serial}`)

  return { server, secret, ticketId }
}

function runtimeOf({ folder }: Stage, { clock, random }: Nature): Runtime {
  return { folder: join(folder, 'containers'), machine: thisMachine('demo'), now: clock, random }
}
