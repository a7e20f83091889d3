/**
 * From order to license with the `soap` package: the back office, the vendor's administration and a program beside the
 * license container, all in one file. What is printed at the end is compared with what the other stacks read.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { BasicAuthSecurity, createClientAsync } from 'soap'

const env = process.env
const version = env.SOAP_VERSION

// --- Clients, made from the WSDLs that the server gives. Sales and Admin need an API client, the Depot does not.
async function connect(face, secret) {
  const query = version === '1.2' ? 'wsdl12' : 'wsdl'
  const client = await createClientAsync(`${env.SERVER}/soap/${face}?${query}`, {
    forceSoap12Headers: version === '1.2',
  })
  if (secret !== undefined) client.setSecurity(new BasicAuthSecurity('erp', secret))
  return client
}
const admin = await connect('admin', env.SECRET)
const sales = await connect('sales', env.SECRET)
const depot = await connect('depot')

/** Calls an operation and gives its result. */
async function call(client, operation, request) {
  const [answer] = await client[`${operation}Async`](request)
  return answer.result
}

// --- The vendor puts an item into the catalogue.
const itemNumber = `${env.RUN}-ITEM`
const never = { policy: 'never', waitDays: 0, maximumCount: 0, periodDays: 0 }
const firm = await call(admin, 'PutFirmCode', { firm: { firmCode: 6000010, name: 'Muster' } })
const item = await call(admin, 'PutItem', {
  item: {
    itemNumber,
    name: 'Zeichenbrett für Ärzte & <Anwälte>',
    firmCode: 6000010,
    productCode: 4294967295,
    licenseCounting: 'perPiece',
    containerKinds: { containerKind: ['software'] },
    licenseOptions: { featureMap: { mask: 7 }, userData: Buffer.from([0, 1, 254, 255]).toString('base64') },
    returnRule: never,
    reactivationRule: never,
    restoreRule: never,
    itemParameters: {},
  },
})
const itemState = await call(admin, 'GetItem', { itemNumber })

// --- The back office orders. It may send an order as often as it likes: the second time nothing happens.
const orderNumber = `${env.RUN}-4711`
const orderOf = (quantity, itemNumber) => ({
  order: {
    orderNumber,
    customer: { customerId: 'C-1', name: 'Jürgen Muster' },
    orderLines: { orderLine: [{ lineNumber: '10', itemNumber, quantity }] },
  },
})
const order = await call(sales, 'CreateOrder', orderOf(2, itemNumber))
const again = await call(sales, 'CreateOrder', orderOf(2, itemNumber))
const orderState = await call(sales, 'GetOrder', { orderNumber })

// --- What is refused comes as a fault with a typed detail.
async function refusal(request) {
  try {
    await request
  } catch (error) {
    const fault = error.root.Envelope.Body.Fault
    const { code, field, faultDetails } = (fault.detail ?? fault.Detail).ServiceFault
    const details = [faultDetails?.faultDetail ?? []].flat()
    return { code, field: field ?? '', details: details.map((detail) => [detail.name, detail.value]) }
  }
  throw new Error('nothing was refused')
}
const conflict = await refusal(call(sales, 'CreateOrder', orderOf(3, itemNumber)))
const unknownItem = await refusal(
  call(sales, 'CreateOrder', { order: { ...orderOf(1, 'NO-SUCH-ITEM').order, orderNumber: 'X' } }),
)

// --- The buyer's machine: the runtime makes the container and its files, this program carries them.
const { ticketId } = order
const ticket = (await call(depot, 'GetTickets', { ticketIds: { ticketId: [ticketId] } })).ticketViews.ticketView[0]

function runtime(...args) {
  const [command, ...first] = env.RUNTIME.split(' ')
  return JSON.parse(execFileSync(command, [...first, ...args], { encoding: 'utf8' }))
}
function newContext() {
  runtime('context', '--firm', '6000010', '--out', `${env.FOLDER}/context.odc`)
  return readFileSync(`${env.FOLDER}/context.odc`, 'utf8').trim()
}
const { containerSerial } = runtime('create', '--firm', '6000010', '--root', env.ROOT)
const firstContext = newContext()
const facts = JSON.parse(Buffer.from(JSON.parse(firstContext).payload, 'base64url').toString())
const enrolled = await call(depot, 'EnrollContainer', {
  enrollment: {
    containerKind: 'software',
    firmCode: 6000010,
    signingKey: JSON.stringify(facts.signingKey),
    agreementKey: JSON.stringify(facts.agreementKey),
    fingerprint: {
      fingerprintPart: facts.fingerprint.parts.map((part) => ({ name: part.name, partHash: part.hash })),
    },
  },
})

// --- The ticket becomes a license in the container; the next context is the receipt.
const activated = await call(depot, 'ActivateLicenses', { activation: { ticketId, contextFile: firstContext } })
const continued = await call(depot, 'ContinueTransfer', { transferKey: { transferId: activated.transferId } })
writeFileSync(`${env.FOLDER}/update.odu`, activated.updateFile)
const imported = runtime('import', `${env.FOLDER}/update.odu`)
const confirmed = await call(depot, 'ConfirmUpdate', { confirmation: { contextFile: newContext() } })
const ticketState = await call(sales, 'GetTicket', { ticketId })
const keys = await call(depot, 'GetKeys', { firmCode: 6000010 })

process.stdout.write(
  JSON.stringify({
    firm: [firm.outcome, firm.signingReady],
    // node-soap leaves numbers of restricted types as text
    item: [item.outcome, Number(item.versionNumber)],
    itemState: [
      itemState.item.name,
      Number(itemState.item.productCode),
      Buffer.from(itemState.item.licenseOptions.userData, 'base64').toString('hex'),
    ],
    order: [order.outcome, Number(order.licenseCount)],
    again: [again.outcome, again.ticketId === ticketId],
    orderState: [
      orderState.customer.name,
      orderState.createdAt instanceof Date,
      [orderState.licenseStates.licenseState].flat().map((license) => license.state),
    ],
    conflict,
    unknownItem,
    ticket: [Number(ticket.licenseCount), [ticket.ticketLicenses.ticketLicense].flat()[0].nextActions.nextAction[0]],
    enrolled: [enrolled.containerSerial === containerSerial, JSON.parse(enrolled.templateFile).protected !== ''],
    activated: [activated.licenseResults.licenseResult].flat().map((license) => license.ok),
    continued: continued.updateFile === activated.updateFile,
    imported: imported.steps,
    confirmed: [confirmed.confirmedLicenses.confirmedLicense].flat().map((license) => license.state),
    ticketState: [ticketState.licenseStates.licenseState].flat().map((license) => license.state),
    keys: [keys.rootThumbprint, [keys.firmCertificates.firmCertificate].flat()[0].state],
  }),
)
