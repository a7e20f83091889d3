import fc from 'fast-check'
import { Fault } from '../../src/faults.ts'
import type { FieldContainer } from '../depot/field-container.ts'
import { RuntimeRefusal } from '../../src/runtime/refusal.ts'
import { firmCode } from '../support/company.ts'
import { deliver } from './deliver.ts'
import { itemNumber } from './goods.ts'
import { type Model, newContainer, type Place, shelf, withdrawn } from './model.ts'
import { tried, type Wish, type World } from './world.ts'

export type Command = fc.AsyncCommand<Model, World>

/** A command that can always happen, unless `possible` says otherwise; its words are shown with a failed history. */
function command(
  words: string,
  run: (model: Model, world: World) => Promise<void> | void,
  possible: (model: Readonly<Model>) => boolean = () => true,
): Command {
  return { check: possible, run: async (model, world) => run(model, world), toString: () => words }
}

const reason = 'somebody wants it'

/** An order of several licenses on a ticket of its own. */
function order(quantity: number): Command {
  return command(`order ${quantity}`, async (model, world) => {
    const orderNumber = world.newId()
    const orderLines = { orderLine: [{ lineNumber: '10', itemNumber, quantity }] }
    const facts = { orderNumber, customer: { customerId: world.customerId }, orderLines }
    const { ticketId, licenses } = await world.company.sales('CreateOrder', { order: facts })
    model.orders += 1
    world.tickets.push(ticketId!)
    for (const { licenseId } of licenses.license) {
      model.places.set(licenseId, shelf)
      world.ticketOf.set(licenseId, ticketId!)
    }
  })
}

/** A container that nobody has seen yet. */
function buy(kind: ContainerChoice): Command {
  return command(`new ${kind} container`, async (model, world) => {
    const container = await world.newContainer(kind)
    model.containers.set(container.serial, newContainer())
  })
}

export type ContainerChoice = 'software' | 'dongle' | 'cloud'

const hasContainers = ({ containers }: Readonly<Model>) => [...containers.values()].some(({ isGone }) => !isGone)
const hasLicenses = ({ places }: Readonly<Model>) => places.size > 0

/** A container asks for something by a file, which is on its way from now on. */
export function ask(name: Wish['kind'], instance: number, license: number): Command {
  const words = `instance ${instance} asks: ${name} ${license}`
  const run = async (model: Model, world: World) => {
    const container = world.instance(instance)
    const wish = container && wishOf(model, world, name, container.serial, license)
    if (wish !== undefined) await world.ask(container!, wish)
    model.requestsUnderWay = world.requests.size
  }
  return command(words, run, (model) => hasContainers(model) && hasLicenses(model))
}

/** As a program does it that is online: it asks, imports what comes, and sends the receipt; nothing is lost on the way. */
export function visit(name: Wish['kind'], instance: number, license: number): Command {
  const words = `instance ${instance} is online: ${name} ${license}`
  const run = async (model: Model, world: World) => {
    const container = world.instance(instance)
    const wish = container && wishOf(model, world, name, container.serial, license)
    if (container === undefined || wish === undefined) return
    const { updateFile } = await exchange(model, world, container, wish)
    if (updateFile === undefined) return
    await tryImport(world, container, updateFile)
    await exchange(model, world, container, { kind: 'receipt' })
  }
  return command(words, run, (model) => hasContainers(model) && hasLicenses(model))
}

async function exchange(model: Model, world: World, container: FieldContainer, wish: Wish) {
  const answer = await deliver(model, world, await world.write(container, wish))
  return answer instanceof Fault ? {} : answer
}

/** Files come in any order, and to copies and older states too: they are refused, and nothing is changed. */
async function tryImport({ company }: World, container: FieldContainer, updateFile: string): Promise<void> {
  await container.import(company.firm, updateFile).catch((error: unknown) => {
    if (!(error instanceof RuntimeRefusal)) throw error
    expect(['UPDATE_MISSING', 'HISTORY_DIFFERS']).toContain(error.code)
  })
}

/** The license that is meant, out of those for which the wish makes some sense. */
function wishOf(model: Model, world: World, kind: Wish['kind'], serial: string, index: number): Wish | undefined {
  const pick = (condition: (place: Place) => boolean) => chosen(model.licensesWhere(condition), index)
  const named = (licenseId: string | undefined) =>
    licenseId === undefined ? undefined : { ticketId: world.ticketOf.get(licenseId)!, licenseIds: [licenseId] }
  switch (kind) {
    case 'activate': {
      const what = named(pick(({ at }) => at === 'shelf' || at === 'dedicated'))
      return what && { kind, ...what }
    }
    case 'reactivate': {
      const what = named(pick((place) => place.at === 'container' && place.serial !== serial))
      return what && { kind, ...what }
    }
    case 'return': {
      const licenseId = chosen(model.heldBy(serial), index)
      return licenseId === undefined ? undefined : { kind, licenseIds: [licenseId] }
    }
    case 'restore': {
      const others = [...model.containers.keys()].filter((other) => other !== serial && model.heldBy(other).length > 0)
      const oldSerial = chosen(others, index)
      return oldSerial === undefined ? undefined : { kind, oldSerial }
    }
    default:
      return { kind }
  }
}

function chosen<T>(from: readonly T[], index: number): T | undefined {
  return from.length === 0 ? undefined : from[index % from.length]
}

/** A request arrives; kept, it can arrive again. */
export function arrive(index: number, isKept: boolean): Command {
  const words = `request ${index} arrives${isKept ? ', and is repeated' : ''}`
  return command(
    words,
    async (model, world) => {
      const request = world.requests.receive(index, isKept)
      if (request !== undefined) await deliver(model, world, request)
      model.requestsUnderWay = world.requests.size
      model.updatesUnderWay = world.updates.size
    },
    ({ requestsUnderWay }) => requestsUnderWay > 0,
  )
}

/** An update reaches one of the instances of its container. */
export function importFile(index: number, instance: number, isKept: boolean): Command {
  const words = `update ${index} is imported by instance ${instance}${isKept ? ', and kept' : ''}`
  return command(
    words,
    async (model, world) => {
      const update = world.updates.receive(index, isKept)
      model.updatesUnderWay = world.updates.size
      const instances = world.instances.filter(({ serial }) => serial === update?.serial)
      const container = chosen(instances, instance)
      if (update === undefined || container === undefined) return
      await tryImport(world, container, update.updateFile)
    },
    ({ updatesUnderWay }) => updatesUnderWay > 0,
  )
}

function lose(what: 'requests' | 'updates', index: number): Command {
  return command(
    `one of the ${what} is lost: ${index}`,
    (model, world) => {
      world[what].lose(index)
      model.requestsUnderWay = world.requests.size
      model.updatesUnderWay = world.updates.size
    },
    (model) => (what === 'requests' ? model.requestsUnderWay : model.updatesUnderWay) > 0,
  )
}

/** Somebody copies the files of a container for a bad day. */
export function backUp(instance: number): Command {
  return command(
    `instance ${instance} is backed up`,
    (_, world) => {
      const container = world.instance(instance)
      if (container !== undefined) world.backups.set(container.serial, container.copy())
    },
    hasContainers,
  )
}

/** The backup takes the place of the container, or runs beside it. */
export function putBack(instance: number, isTwin: boolean): Command {
  const words = isTwin
    ? `a copy of instance ${instance} runs beside it`
    : `the backup of instance ${instance} is put back`
  return command(
    words,
    (model, world) => {
      const container = world.instance(instance)
      const backup = container && world.backups.get(container.serial)
      if (container === undefined || backup === undefined) return
      const known = model.containers.get(container.serial)!
      known.isDoubtful = true
      if (isTwin) known.isForked = true
      else world.instances.splice(world.instances.indexOf(container), 1)
      world.instances.push(backup.copy())
    },
    hasContainers,
  )
}

/** A machine burns down, with the copies on it. */
export function die(instance: number): Command {
  return command(
    `instance ${instance} is destroyed`,
    (model, world) => {
      const container = world.instance(instance)
      if (container === undefined || [...model.containers.values()].filter(({ isGone }) => !isGone).length < 2) return
      world.remove(container.serial)
      model.containers.get(container.serial)!.isGone = true
    },
    hasContainers,
  )
}

/** What the vendor decides about a license; see `vendorDoes`. */
export function decide(what: 'withdraw' | 'extend' | 'dedicate', license: number, instance: number): Command {
  const words = `the vendor: ${what} ${license}${what === 'dedicate' ? ` to instance ${instance}` : ''}`
  return command(
    words,
    async (model, world) => {
      const of = what === 'dedicate' ? ['shelf', 'dedicated'] : ['shelf', 'dedicated', 'container']
      const licenseId = chosen(
        model.licensesWhere(({ at }) => of.includes(at)),
        license,
      )
      if (licenseId === undefined) return
      const licenseIds = { licenseId: [licenseId] }
      const { sales } = world.company
      if (what === 'withdraw') {
        if (!(await isDone(sales('WithdrawLicenses', { withdrawal: { licenseIds, reason } })))) return
        model.places.set(licenseId, withdrawn)
      } else if (what === 'extend') {
        const extension = { licenseIds, expirationAdd: { periodCount: 1, periodUnit: 'month' as const } }
        await isDone(sales('ExtendLicenses', { requestId: world.newId(), extension }))
      } else {
        const serial = world.instance(instance)?.serial
        if (serial === undefined) return
        const assignment = { licenseIds, containerSerial: serial }
        if (await isDone(sales('AssignContainer', { assignment })))
          model.places.set(licenseId, { at: 'dedicated', serial })
      }
    },
    hasLicenses,
  )
}

async function isDone(call: Promise<{ actionOutcomes: { actionOutcome: { ok: boolean }[] } }>): Promise<boolean> {
  const answer = await tried(call)
  return !(answer instanceof Fault) && answer.actionOutcomes.actionOutcome.every(({ ok }) => ok)
}

/** The vendor mails what waits, without being asked. */
export function push(instance: number): Command {
  return command(
    `the vendor pushes to instance ${instance}`,
    async (model, world) => {
      const containerSerial = world.instance(instance)?.serial
      if (containerSerial === undefined) return
      const answer = await tried(world.company.sales('CreatePushUpdate', { pushOrder: { containerSerial, firmCode } }))
      if (!(answer instanceof Fault) && answer.updateFile !== undefined) {
        world.updates.send({ serial: containerSerial, updateFile: answer.updateFile })
      }
      model.updatesUnderWay = world.updates.size
    },
    hasContainers,
  )
}

const small = fc.nat({ max: 7 })
const seldom = fc.nat({ max: 3 }).map((n) => n === 0)
const of = <Args extends unknown[]>(
  weight: number,
  make: (...args: Args) => Command,
  ...args: { [K in keyof Args]: fc.Arbitrary<Args[K]> }
): { weight: number; arbitrary: fc.Arbitrary<Command> } => ({
  weight,
  arbitrary: fc.tuple(...(args as fc.Arbitrary<unknown>[])).map((values) => make(...(values as Args))),
})

/** Nothing happens before there is something to sell and somewhere to put it. */
export const beginnings: readonly Command[] = [
  buy('software'),
  buy('software'),
  buy('dongle'),
  buy('cloud'),
  order(3),
  order(3),
]

/** The kinds of things that happen, each about as often as it brings new states about. */
export const happenings: fc.Arbitrary<Command> = fc.oneof(
  of(2, order, fc.integer({ min: 1, max: 3 })),
  of(1, buy, fc.constantFrom<ContainerChoice>('software', 'dongle', 'cloud')),
  of(6, ask, fc.constant('activate' as const), small, small),
  of(4, ask, fc.constant('return' as const), small, small),
  of(2, ask, fc.constant('reactivate' as const), small, small),
  of(1, ask, fc.constant('restore' as const), small, small),
  of(6, ask, fc.constantFrom('update' as const, 'receipt', 'continue'), small, small),
  of(5, visit, fc.constant('activate' as const), small, small),
  of(3, visit, fc.constant('return' as const), small, small),
  of(2, visit, fc.constantFrom('reactivate' as const, 'restore'), small, small),
  of(4, visit, fc.constantFrom('update' as const, 'continue'), small, small),
  of(16, arrive, small, seldom),
  of(14, importFile, small, small, seldom),
  of(2, lose, fc.constantFrom('requests' as const, 'updates'), small),
  of(2, backUp, small),
  of(2, putBack, small, seldom),
  of(1, die, small),
  of(4, decide, fc.constantFrom('withdraw' as const, 'extend', 'dedicate', 'dedicate'), small, small),
  of(2, push, small),
)
