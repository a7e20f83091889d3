import type { LicenseState } from '../../src/contract/sales.ts'
import { Fault } from '../../src/faults.ts'
import type { FieldContainer } from '../depot/field-container.ts'
import { CloudAccount } from './cloud-account.ts'
import { deliver } from './deliver.ts'
import { type Model, newContainer } from './model.ts'
import { tried, type Wish, type World } from './world.ts'

const reason = 'all is settled'

/**
 * The end of a history: whatever is on its way is lost; of what has two copies, nothing is believed any more; every other
 * container makes contact until there is nothing new. What was in lost containers is issued anew into a last one.
 */
export async function settle(model: Model, world: World): Promise<void> {
  world.requests.clear()
  world.updates.clear()
  for (const [serial, known] of model.containers) {
    if (known.isForked && !known.isGone) await giveUp(model, world, serial)
  }
  const shelter = await world.newContainer('software')
  model.containers.set(shelter.serial, newContainer())
  await rescue(model, world, shelter)
  // A license that has gone elsewhere leaves its old container at the next contact of that: twice round is enough.
  for (const _ of [1, 2]) for (const container of [...world.instances]) await catchUp(model, world, container)
}

/** The support blocks a container that was seen twice. */
async function giveUp(model: Model, world: World, containerSerial: string): Promise<void> {
  world.remove(containerSerial)
  model.containers.get(containerSerial)!.isGone = true
  await tried(world.company.sales('BlockContainer', { containerBlock: { containerSerial, reason } }))
}

/** Each user of a lost container gets back to work alone. */
async function rescue(model: Model, world: World, shelter: FieldContainer): Promise<void> {
  for (const [serial, { isGone }] of [...model.containers]) {
    const lost = model.licensesWhere((place) => 'serial' in place && place.serial === serial)
    for (const licenseId of isGone ? lost : []) {
      const ticketId = world.ticketOf.get(licenseId)!
      const answer = await askUntilTaken(model, world, shelter, {
        kind: 'reactivate',
        ticketId,
        licenseIds: [licenseId],
      })
      if (!(answer instanceof Fault)) await shelter.import(world.company.firm, answer.updateFile)
      else if (model.places.get(licenseId)?.at === 'container') throw answer
      // The container had said before its end that it has given the license up, or never got it.
      else expect(answer.code).toBe('LICENSE_STATE')
    }
  }
}

/** Asks for updates, imports them and sends receipts until the server has nothing new. */
async function catchUp(model: Model, world: World, container: FieldContainer): Promise<void> {
  for (let round = 0; round < 10; round++) {
    const answer = await askUntilTaken(model, world, container, { kind: 'update' })
    if (answer instanceof Fault) throw answer
    if (answer.updateFile === undefined) return
    await container.import(world.company.firm, answer.updateFile)
  }
  throw new Error(`container ${container.serial} never comes to an end`)
}

/** Goes on counting where the server says, and has a person decide if it must be. */
async function askUntilTaken(model: Model, world: World, container: FieldContainer, wish: Wish) {
  for (let time = 0; ; time++) {
    const answer = await deliver(model, world, await world.write(container, wish))
    if (!(answer instanceof Fault) || time === 3) return answer
    if (answer.code === 'MANIPULATION_DETECTED') {
      const { serial: containerSerial } = container
      expect(model.containers.get(containerSerial)!.isDoubtful).toBe(true)
      await world.company.sales('ResolveContainer', { resolution: { containerSerial, decision: 'accept', reason } })
      // What is believed is where it goes on from.
      model.containers.get(containerSerial)!.seen = { contextSeq: 0, counter: 0 }
    } else if (answer.code !== 'CONTEXT_STALE') return answer
  }
}

/** In the end the books, the containers and the onlooker agree, and nothing that was sold is lost or there twice. */
export async function everythingAgrees(model: Model, world: World): Promise<void> {
  const rows = await allLicenses(world)
  expect(rows.map(({ licenseId }) => licenseId).sort()).toEqual([...model.places.keys()].sort())
  const { firm } = world.company
  for (const { licenseId, state, containerSerial, generation } of rows) {
    const place = model.places.get(licenseId)!
    const serial = place.at === 'container' || place.at === 'dedicated' ? place.serial : undefined
    const isThere = serial !== undefined && model.containers.get(serial)?.isGone === false
    const holders = world.instances.filter((container) => container.licenses(firm).includes(licenseId))
    if (isThere) {
      expect({ licenseId, state, containerSerial }).toEqual({ licenseId, state: 'Confirmed', containerSerial: serial })
      // What is in a cloud container only the server knows.
      if (world.instances.some((each) => each instanceof CloudAccount && each.serial === serial)) {
        expect(holders).toEqual([])
        continue
      }
      expect(holders.map((container) => container.serial)).toEqual([serial])
      const held = holders[0]!.state(firm).licenses.find((license) => license.licenseId === licenseId)
      expect(held?.generation).toBe(generation)
    } else {
      expect({ licenseId, holders: holders.length }).toEqual({ licenseId, holders: 0 })
      if (place.at !== 'withdrawn') expect({ licenseId, state }).toEqual({ licenseId, state: 'NotCollected' })
      // A lost container never says that it has given a license up.
      else if (state !== 'Withdrawn') expect(model.containers.get(containerSerial ?? '')?.isGone).toBe(true)
    }
  }
}

async function allLicenses({ company, customerId }: World): Promise<LicenseState[]> {
  const found: LicenseState[] = []
  for (let cursor: string | undefined; ;) {
    const page = await company.sales('FindLicenses', { licenseQuery: { customerId }, pageSize: 500, cursor })
    found.push(...page.licenseStates.licenseState)
    cursor = page.nextCursor
    if (cursor === undefined) return found
  }
}
