/** From order to license with the package `soap`: the back office, and a program beside the license container, in one file. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { call, connect, faultInfo, listOf } from './connect.js'

const { SECRET, ROOT, RUN = 'node-soap', FOLDER = '.', RUNTIME = 'npx opendepot-runtime --json' } = process.env

const sales = await connect('sales', 'erp', SECRET)
const depot = await connect('depot')

// --- The back office orders. It may send an order as often as it likes: only the first time does something.
const orderOf = (quantity) => ({
  order: {
    orderNumber: `${RUN}-4711`,
    customer: { customerId: 'C-1', name: 'Jürgen Muster' },
    orderLines: { orderLine: [{ lineNumber: '10', itemNumber: 'CAD-PRO', quantity }] },
  },
})

/** Sends again when no answer came or the server is busy. Without an order number, give a requestId and keep it. */
async function insist(request) {
  for (const seconds of [1, 5, 30]) {
    try {
      return await request()
    } catch (error) {
      const info = faultInfo(error)
      if (info !== undefined && !['UNAVAILABLE', 'RATE_LIMITED'].includes(info.code)) throw error
      await pause(seconds * 1000)
    }
  }
  return request()
}
const order = await insist(() => call(sales, 'CreateOrder', orderOf(2)))
const again = await insist(() => call(sales, 'CreateOrder', orderOf(2)))

// --- What is refused comes as a fault with a typed detail: here the order is known with another quantity.
const refusal = await call(sales, 'CreateOrder', orderOf(3)).then(() => undefined, faultInfo)
if (refusal === undefined) throw new Error('the server took an order that contradicts itself')

// --- The buyer's machine: the runtime makes the container and its files, this program carries them.
function runtime(...words) {
  const [command, ...first] = RUNTIME.split(' ')
  return JSON.parse(execFileSync(command, [...first, ...words], { encoding: 'utf8' }))
}
function newContext() {
  runtime('context', '--firm', '6000010', '--out', `${FOLDER}/context.odc`)
  return readFileSync(`${FOLDER}/context.odc`, 'utf8')
}
const { containerSerial } = runtime('create', '--firm', '6000010', '--root', ROOT)
const contextFile = newContext()
const facts = JSON.parse(Buffer.from(JSON.parse(contextFile).payload, 'base64url').toString())
const enrolled = await call(depot, 'EnrollContainer', {
  enrollment: {
    containerKind: 'software',
    firmCode: 6000010,
    signingKey: JSON.stringify(facts.signingKey),
    agreementKey: JSON.stringify(facts.agreementKey),
    fingerprint: { fingerprintPart: facts.fingerprint.parts.map(({ name, hash }) => ({ name, partHash: hash })) },
  },
})

// --- The ticket becomes a license in the container.
const { ticketId } = order
const parameters = { parameter: [{ name: 'licensee', value: 'Erika Mustermann' }] }
const activated = await call(depot, 'ActivateLicenses', { activation: { ticketId, contextFile, parameters } })
writeFileSync(`${FOLDER}/update.odu`, activated.updateFile)
const imported = runtime('import', `${FOLDER}/update.odu`)

// --- The next context is the receipt.
const confirmed = await call(depot, 'ConfirmUpdate', { confirmation: { contextFile: newContext() } })
const ticket = await call(sales, 'GetTicket', { ticketId })

// --- What it came to.
const statesOf = (licenses) => listOf(licenses).map(({ state }) => state)
console.log(
  JSON.stringify(
    {
      order: {
        outcome: order.outcome,
        licenseCount: Number(order.licenseCount),
        repeated: again.outcome,
        sameTicket: again.ticketId === ticketId,
      },
      fault: {
        code: refusal.code,
        retry: refusal.retry,
        hasText: refusal.text !== '',
        hasTraceId: refusal.traceId !== '',
        details: listOf(refusal.faultDetails.faultDetail).map(({ name, value }) => [name, value]),
      },
      activate: {
        isEnrolled: enrolled.containerSerial === containerSerial,
        isActivated: listOf(activated.licenseResults.licenseResult).map(({ ok }) => ok),
        steps: imported.steps,
        confirmed: statesOf(confirmed.confirmedLicenses.confirmedLicense),
        states: statesOf(ticket.licenseStates.licenseState),
      },
    },
    undefined,
    2,
  ),
)
