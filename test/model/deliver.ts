import type { LicenseResult } from '../../src/contract/depot.ts'
import { Fault } from '../../src/faults.ts'
import type { Model, Place } from './model.ts'
import { type Request, tried, type World } from './world.ts'

/** The answers that a container can get, as far as it matters here. */
interface Answer {
  readonly updateFile?: string | undefined
  readonly licenseResults?: { readonly licenseResult: readonly LicenseResult[] }
}

/** With these the server has not taken the context: nothing of it is known afterwards. */
const untaken: readonly string[] = [
  'CONTEXT_STALE',
  'CONTAINER_BLOCKED',
  'CONTAINER_UNKNOWN',
  'MANIPULATION_DETECTED',
  'REQUEST_CONFLICT',
]

/**
 * A request reaches the server; its answer goes on its way. What an onlooker learns from it is noted, and what nobody may
 * ever see is an error: a license for two containers at once, or an older state of a container that is taken for the newest.
 */
export async function deliver(model: Model, world: World, request: Request): Promise<Answer | Fault> {
  const known = model.containers.get(request.serial)!
  const { contextSeq, counter } = known.seen
  const isOlderState = request.contextSeq > contextSeq && request.counter < counter
  const anomaliesBefore = isOlderState ? await anomalies(world, request.serial) : 0

  const answer = await tried(send(world, request))
  const isTaken = !(answer instanceof Fault) || !untaken.includes(answer.code)
  if (isOlderState && isTaken && !request.isDone) {
    expect(await anomalies(world, request.serial)).toBe(anomaliesBefore + 1)
  }
  // Also an older state that was put back is, once that is known, what the server goes on from.
  if (isTaken && !request.isDone && request.contextSeq >= contextSeq) {
    known.seen = { contextSeq: request.contextSeq, counter: request.counter }
  }
  if (answer instanceof Fault) {
    const last = Number(answer.facts.details?.['lastContextSeq'] ?? 0)
    const { firm } = world.company
    // Whoever is told that its context is stale goes on counting from the newest.
    if (last > request.from.state(firm).contextSeq) request.from.skipTo(firm, last)
    return answer
  }
  if (!request.isDone) {
    note(model, request, answer)
    if (request.wish.kind === 'restore') world.remove(request.wish.oldSerial)
  }
  request.isDone = true
  if (answer.updateFile !== undefined) {
    world.updates.send({ serial: request.serial, updateFile: answer.updateFile })
  }
  return answer
}

async function send(world: World, { wish, contextFile, requestId }: Request): Promise<Answer> {
  const { depot } = world.company
  switch (wish.kind) {
    case 'activate': {
      const { ticketId, licenseIds } = wish
      const activation = { ticketId, licenseIds: { licenseId: [...licenseIds] }, contextFile }
      return depot('ActivateLicenses', { requestId, activation })
    }
    case 'return':
      return depot('ReturnLicenses', {
        requestId,
        licenseReturn: { licenseIds: { licenseId: [...wish.licenseIds] }, contextFile },
      })
    case 'reactivate': {
      const { ticketId, licenseIds } = wish
      const reactivation = { ticketId, licenseIds: { licenseId: [...licenseIds] }, contextFile, acceptTerms: 'yes' }
      return depot('ReactivateLicenses', { requestId, reactivation: { ...reactivation, acceptTerms: 'yes' } })
    }
    case 'restore': {
      const restoration = { contextFile, oldSerial: wish.oldSerial, acceptTerms: 'yes' as const }
      return depot('RestoreContainer', { requestId, restoration })
    }
    case 'update':
      return depot('AutoUpdate', { requestId, updateWish: { contextFile } })
    case 'continue':
      return depot('ContinueTransfer', { transferKey: { contextFile } })
    case 'receipt': {
      await depot('ConfirmUpdate', { requestId, confirmation: { contextFile } })
      return {}
    }
  }
}

/** What an answer says of where licenses are bound to be. */
function note(model: Model, { wish, serial }: Request, { licenseResults }: Answer): void {
  const moved = (licenseResults?.licenseResult ?? []).filter(({ ok }) => ok).map(({ licenseId }) => licenseId)
  const here: Place = { at: 'container', serial }
  for (const licenseId of moved) {
    const place = model.places.get(licenseId)
    expect(place?.at).not.toBe('withdrawn')
    if (wish.kind === 'return') model.places.set(licenseId, { at: 'returning', serial })
    else {
      // Only who declares a container dead gets what is in another one.
      const isElsewhere = place?.at === 'container' || place?.at === 'dedicated'
      if (wish.kind === 'activate' && isElsewhere) expect(place.serial).toBe(serial)
      model.places.set(licenseId, here)
    }
  }
  if (wish.kind === 'restore') takePlace(model, wish.oldSerial, serial)
}

/** The new container gets what was meant for the old one, which is blocked. */
function takePlace(model: Model, oldSerial: string, serial: string): void {
  model.containers.get(oldSerial)!.isGone = true
  for (const licenseId of model.licensesWhere((place) => place.at === 'dedicated' && place.serial === oldSerial)) {
    model.places.set(licenseId, { at: 'dedicated', serial })
  }
}

/** How often this container was found to be a copy or an older state. */
async function anomalies({ company }: World, containerSerial: string): Promise<number> {
  const { historyEntries } = await company.sales('ListHistory', { historyQuery: { containerSerial }, pageSize: 500 })
  return historyEntries.historyEntry.filter(({ changeName }) =>
    ['ContainerHealed', 'ContainerManipulationDetected'].includes(changeName),
  ).length
}
