import { countAll, numberAll } from '../../ledger/ledger-kit.ts'
import { wsdlOf, services, type Service } from './documented.ts'
import { faultCodeOf, requestOf, textsOf, type Members } from './envelope.ts'
import { SampleContainer } from './machine.ts'
import { fill } from './placeholders.ts'
import { takeSnapshot } from './snapshot.ts'
import type { World } from './world.ts'

/** `given.yaml` of a sample: what has happened before, and how the request is sent. All of it is optional. */
export interface Given {
  readonly given?: readonly Step[]
  /** API client that asks; by default `erp` at Sales, `admin` at Admin, nobody at the Depot. */
  readonly user?: string
  /** The SOAPAction; by default that of the operation. */
  readonly action?: string
  /** Further HTTP headers. */
  readonly headers?: Readonly<Record<string, string>>
  /**
   * What is special about the server: its database is gone, its source of ids fails in the middle, TEST_MODE is on, or it asks
   * its vendor before renewals and activations.
   */
  readonly server?: 'without database' | 'broken' | 'in test mode' | 'asking its vendor'
  /** What the vendor says when the request asks him. */
  readonly vendor?: Readonly<Record<string, unknown>>
}

/** One thing that has happened. */
export interface Step {
  /** An order of one line per entry: `PLAIN`, or `3 PLAIN` for three pieces; line numbers are 10, 20, … */
  readonly order?: { readonly orderNumber: string; readonly inseparable?: string; readonly lines: readonly string[] }
  /** An item is no longer sold. */
  readonly retire?: string
  /**
   * The ERP sells `CLOUD`, enrolls a cloud container of this name for a user, and that collects a license, which has 2 seats
   * and 10 units, from order 4711.
   */
  readonly cloud?: string
  /** A program of the cloud container begins to use that license. */
  readonly open?: string
  /** A container collects from the ticket of an order; `license: 2` names the second one, `upTo: 9` goes on one by one. */
  readonly activate?: Activation
  /** There is an item `MOVER` whose licenses may leave their containers by this rule, `once`: one time in 30 days. */
  readonly mover?: 'automatic' | 'once' | 'wait' | 'manual'
  /** The container takes in the last update that was made for it. */
  readonly import?: string
  /** The container sends a receipt. */
  readonly confirm?: string
  /** Everything that has happened so far was given its number in the ledger. */
  readonly numbered?: true
  /** Everything that has happened so far was numbered and counted for the statistics. */
  readonly counted?: true
  /** The container is put on the block list. */
  readonly block?: string
  /** The server is put back to the state that it is in now, as from a backup, once the steps here have happened. */
  readonly forgotten?: readonly Step[]
  /** The container shows a step that was never issued, with a proof that is none, and waits for a person from then on. */
  readonly manipulate?: string
  /** Any other call, by its full name: `Admin.PutFirmCode: { firm: { … } }`. */
  readonly [call: `${Service}.${string}`]: Members
}

interface Activation {
  readonly container: string
  readonly order: string
  readonly license?: number
  readonly upTo?: number
}

/** What a sample knows of what was answered before. */
export class Past {
  readonly #containers = new Map<string, SampleContainer>()
  /** By order number. */
  readonly tickets = new Map<string, string>()
  readonly licenses = new Map<string, readonly string[]>()
  /** By container: the session that it opened last. */
  readonly sessions = new Map<string, string>()
  opened = 0
  /** By container: the newest update. */
  readonly updates = new Map<string, { readonly updateFile: string; readonly transferId: string }>()

  container(name: string): SampleContainer {
    const known = this.#containers.get(name) ?? new SampleContainer(name)
    this.#containers.set(name, known)
    return known
  }
}

/** Lets everything happen that a sample takes as given. */
export async function bringAbout(world: World, steps: readonly Step[]): Promise<Past> {
  const past = new Past()
  for (const step of steps) await happen(world, past, step)
  return past
}

async function happen(world: World, past: Past, step: Step): Promise<void> {
  if (step.order) return placeOrder(world, past, step.order)
  if (step.activate) return activate(world, past, step.activate)
  if (step.cloud !== undefined) return enrollCloud(world, past, step.cloud)
  if (step.open !== undefined) return openSession(world, past, step.open)
  if (step.mover !== undefined) {
    await call(world, 'Admin.PutItem', { item: moverOf(step.mover) })
    return
  }
  if (step.import !== undefined) {
    past.container(step.import).import(past.updates.get(step.import)?.updateFile ?? '')
    return
  }
  if (step.block !== undefined) {
    const { serial } = past.container(step.block)
    await call(world, 'Sales.BlockContainer', { containerBlock: { containerSerial: serial, reason: 'stolen' } })
    return
  }
  if (step.forgotten !== undefined) {
    const backup = await takeSnapshot(world.store)
    for (const each of step.forgotten) await happen(world, past, each)
    return backup.restore()
  }
  if (step.manipulate !== undefined) return manipulate(world, past, step.manipulate)
  if (step.numbered) return numberAll(world.store)
  if (step.counted) {
    await numberAll(world.store)
    return countAll(world.store)
  }
  if (step.retire !== undefined) {
    await call(world, 'Admin.RetireItem', { retirement: { itemNumber: step.retire } })
    return
  }
  if (step.confirm !== undefined) {
    const contextFile = await past.container(step.confirm).context()
    await call(world, 'Depot.ConfirmUpdate', { confirmation: { contextFile } })
    return
  }
  const [entry] = Object.entries(step) as [string, Members][]
  if (!entry?.[0].includes('.')) throw new Error(`unknown step ${JSON.stringify(step)}`)
  const input = JSON.parse(await fill(JSON.stringify(entry[1]), past, escapedForJson)) as never
  const answer = await call(world, entry[0], input)
  if (entry[0] === 'Sales.CreateOrder') rememberOrder(past, answer)
  if (entry[0].startsWith('Depot.')) rememberUpdate(past, JSON.stringify(entry[1]), answer)
}

/** An update for the container whose context was sent. */
function rememberUpdate(past: Past, asked: string, answer: string): void {
  const [, name] = /\{\{context (\S+?)[ }]/.exec(asked) ?? []
  const [updateFile] = textsOf(answer, 'updateFile')
  if (name === undefined || updateFile === undefined) return
  past.updates.set(name, { updateFile, transferId: textsOf(answer, 'transferId')[0] ?? '' })
}

function rememberOrder(past: Past, answer: string): void {
  const [orderNumber = ''] = textsOf(answer, 'orderNumber')
  past.tickets.set(orderNumber, textsOf(answer, 'ticketId')[0] ?? '')
  past.licenses.set(orderNumber, textsOf(answer, 'licenseId'))
}

async function placeOrder(world: World, past: Past, order: NonNullable<Step['order']>): Promise<void> {
  const { orderNumber, inseparable, lines } = order
  const orderLine = lines.map((line, index) => {
    const [, quantity = '1', itemNumber = ''] = /^(?:(\d+) )?(.+)$/.exec(line) ?? []
    return { lineNumber: String(10 * (index + 1)), itemNumber, quantity }
  })
  const answer = await call(world, 'Sales.CreateOrder', {
    order: {
      orderNumber,
      customer: { customerId: 'C-1' },
      ...(inseparable !== undefined && { inseparable }),
      orderLines: { orderLine },
    },
  })
  rememberOrder(past, answer)
}

const never = { policy: 'never', waitDays: '0', maximumCount: '0', periodDays: '0' }

function moverOf(rule: NonNullable<Step['mover']>) {
  const waits = { ...never, policy: 'wait', waitDays: '3' }
  const once = { ...never, policy: 'automatic', maximumCount: '1', periodDays: '30' }
  const moves = { wait: waits, once, automatic: { ...never, policy: rule }, manual: { ...never, policy: rule } }[rule]
  return {
    itemNumber: 'MOVER',
    name: 'It may move',
    firmCode: '6000010',
    productCode: '401',
    licenseCounting: 'perPiece',
    containerKinds: { containerKind: 'software' },
    licenseOptions: {},
    ...{ returnRule: moves, reactivationRule: moves, restoreRule: moves },
    itemParameters: {},
  }
}

/** An item for cloud containers; the catalogue of the samples has none, so that lists of items stay short. */
const cloudItem = {
  itemNumber: 'CLOUD',
  name: 'For the cloud',
  firmCode: '6000010',
  productCode: '400',
  licenseCounting: 'perPiece',
  containerKinds: { containerKind: 'cloud' },
  licenseOptions: { licenseQuantity: { licenseCount: '2' }, unitCounter: { units: '10', counterMode: 'set' } },
  ...{ returnRule: never, reactivationRule: never, restoreRule: never },
  itemParameters: {},
}

async function enrollCloud(world: World, past: Past, name: string): Promise<void> {
  const { signing, agreement } = past.container(name)
  const enrollment = {
    containerKind: 'cloud',
    firmCode: '6000010',
    signingKey: JSON.stringify(signing.publicKey),
    agreementKey: JSON.stringify(agreement.publicKey),
    userId: 'emuster',
  }
  await call(world, 'Admin.PutItem', { item: cloudItem })
  await call(world, 'Depot.EnrollContainer', { requestId: `enroll-${name}`, enrollment }, 'erp')
  await placeOrder(world, past, { orderNumber: '4711', lines: ['CLOUD'] })
  await activate(world, past, { container: name, order: '4711' })
}

async function openSession(world: World, past: Past, name: string): Promise<void> {
  const sessionWish = {
    contextFile: await past.container(name).context(),
    licenseId: past.licenses.get('4711')?.[0] ?? '',
  }
  const requestId = `open-${++past.opened}`
  const answer = await call(world, 'Depot.OpenSession', { requestId, sessionWish })
  past.sessions.set(name, textsOf(answer, 'sessionId')[0] ?? '')
}

async function activate(world: World, past: Past, wish: Activation): Promise<void> {
  const { container, order, license, upTo } = wish
  if (license !== undefined && upTo !== undefined && license < upTo) {
    await activate(world, past, { container, order, license })
    return activate(world, past, { container, order, license: license + 1, upTo })
  }
  const licenseId = license === undefined ? undefined : past.licenses.get(order)?.[license - 1]
  const answer = await call(world, 'Depot.ActivateLicenses', {
    activation: {
      ticketId: past.tickets.get(order) ?? '',
      ...(licenseId !== undefined && { licenseIds: { licenseId } }),
      contextFile: await past.container(container).context(),
    },
  })
  const [updateFile = ''] = textsOf(answer, 'updateFile')
  const [transferId = ''] = textsOf(answer, 'transferId')
  past.updates.set(container, { updateFile, transferId })
}

async function manipulate(world: World, past: Past, name: string): Promise<void> {
  const contextFile = await past.container(name).context({ counter: '77' })
  const confirmation = { contextFile, proofFiles: { proofFile: 'not an update' } }
  const [body, action] = message('Depot', 'ConfirmUpdate', { confirmation })
  const answer = await world.post({ service: 'Depot', version: '1.1', action, user: undefined, body })
  const code = faultCodeOf(answer.text)
  if (code !== 'MANIPULATION_DETECTED') throw new Error(`container ${name} was given ${String(code)}`)
}

const users: Readonly<Record<Service, string | undefined>> = { Sales: 'erp', Admin: 'admin', Depot: undefined }

export function userOf(service: Service, given: Given): string | undefined {
  return given.user ?? users[service]
}

export function namespaceOf(service: Service): string {
  return /targetNamespace="([^"]+)"/.exec(wsdlOf(service))?.[1] ?? ''
}

/** Makes a call that has to succeed, and gives the answer. */
async function call(world: World, name: string, input: Members, user?: string): Promise<string> {
  const [first = '', operation = ''] = name.split('.')
  const service = services.find((each) => each === first)
  if (service === undefined) throw new Error(`there is no interface ${first}`)
  const [body, action] = message(service, operation, input)
  const answer = await world.post({ service, version: '1.1', action, user: user ?? users[service], body })
  if (answer.status !== 200) throw new Error(`${name} was given: ${faultCodeOf(answer.text) ?? ''} ${answer.text}`)
  return answer.text
}

/** A request, and the SOAPAction that goes with it. */
function message(service: Service, operation: string, input: Members): [string, string] {
  const namespace = namespaceOf(service)
  return [requestOf(namespace, operation, input), `${namespace}/${operation}`]
}

function escapedForJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}
