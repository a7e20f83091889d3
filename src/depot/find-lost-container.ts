import { In } from 'typeorm'
import { judgeSameMachine } from '../domain/binding.ts'
import { containerOfKind } from '../domain/containers/index.ts'
import { statesWithUser } from '../domain/license.ts'
import { idOfBytes } from '../entities/columns.ts'
import { Container } from '../entities/container.ts'
import { ContainerPart } from '../entities/container-part.ts'
import { License } from '../entities/license.ts'
import { Fault } from '../faults.ts'
import type { Fingerprint } from '../formats/fingerprint.ts'
import { manipulation } from '../delivery/container-faults.ts'
import type { Tx } from '../store/store.ts'
import { boundFor } from './binding.ts'
import type { Meeting } from './meet-container.ts'
import type { Outcome } from './outcome.ts'

/** A container whose place another one is to take. */
export interface LostContainer {
  readonly container: Container
  /** How well the machine fits the one that it was bound to: 0 to 1. */
  readonly score: number
  /** It is the same machine; if not, a person has to have approved the licenses. */
  readonly fits: boolean
}

/** Containers that are looked at more closely, the ones with the most parts of the machine first. */
const mostCandidates = 100

/**
 * Finds the container that was on a machine before: the one that is named, or by the parts of the machine. A container may
 * ask again for the one whose place it has taken, as licenses may have to wait, and those of other firm codes follow.
 */
export async function findLostContainer(
  tx: Tx,
  meeting: Meeting,
  oldSerial: string | undefined,
): Promise<Outcome<LostContainer>> {
  const found = oldSerial === undefined ? await byMachine(tx, meeting) : await bySerial(tx, meeting, oldSerial)
  if ('fault' in found) return found
  const { container } = found.done
  if (!containerOfKind(container.kind).canBeRestored) return { fault: notRestored(container) }
  if (container.state === 'manipulation') return { fault: manipulation(container.serial, 'it was noticed earlier') }
  if (container.state === 'blocked' && !(await isTakenBy(tx, meeting, container))) return { fault: blocked(container) }
  return found
}

async function bySerial(tx: Tx, meeting: Meeting, serial: string): Promise<Outcome<LostContainer>> {
  const field = 'restoration/oldSerial'
  const container = await tx.findOneBy(Container, { serial })
  if (container === null) {
    return { fault: new Fault('CONTAINER_UNKNOWN', `No container ${serial} is known here.`, { field, isMiss: true }) }
  }
  if (container.serial === meeting.context.serial) {
    const text = `Container ${serial} is the one of the context; name the one that is lost, or make a new one first.`
    return { fault: new Fault('INVALID_REQUEST', text, { field }) }
  }
  return { done: compare(container, meeting.context.fingerprint) }
}

async function byMachine(tx: Tx, meeting: Meeting): Promise<Outcome<LostContainer>> {
  const { fingerprint, firmCode } = meeting.context
  const candidates = fingerprint === undefined ? [] : await containersOf(tx, fingerprint)
  const fitting: LostContainer[] = []
  for (const container of candidates) {
    if (container.serial === meeting.context.serial) continue
    const lost = compare(container, fingerprint)
    const isOpen = container.state !== 'blocked' || (await isTakenBy(tx, meeting, container))
    if (lost.fits && isOpen) fitting.push(lost)
  }
  const holding = await idsHolding(tx, fitting, firmCode)
  const [first, ...more] = fitting.filter(({ container }) => holding.has(container.id))
  if (more.length > 0) return { fault: ambiguous(fitting.filter(({ container }) => holding.has(container.id))) }
  // Where nothing is left it may be asked for once more, as the answer was lost.
  const last = first ?? fitting.find(({ container }) => container.state === 'blocked')
  return last === undefined ? { fault: nothingFound() } : { done: last }
}

/** Containers of which at least one part is of this machine. */
async function containersOf(tx: Tx, { parts }: Fingerprint): Promise<Container[]> {
  const rows = await tx
    .createQueryBuilder(ContainerPart, 'part')
    .select('part.containerId', 'containerId')
    .addSelect('COUNT(*)', 'same')
    .where('part.partHash IN (:...hashes)', { hashes: parts.map(({ hash }) => hash) })
    .groupBy('part.containerId')
    .orderBy('same', 'DESC')
    .limit(mostCandidates)
    .getRawMany<{ containerId: Buffer }>()
  if (rows.length === 0) return []
  const ids = rows.map(({ containerId }) => idOfBytes(containerId))
  return tx.find(Container, { where: { id: In(ids) }, order: { createdAt: 'DESC', id: 'DESC' } })
}

/** Those in which there is something of this firm code that could be restored. */
async function idsHolding(tx: Tx, fitting: readonly LostContainer[], firmCode: number): Promise<ReadonlySet<string>> {
  if (fitting.length === 0) return new Set()
  const containerId = In(fitting.map(({ container }) => container.id))
  const where = { containerId, firmCode, state: In([...statesWithUser]) }
  const rows = await tx.find(License, { select: { id: true, containerId: true }, where })
  return new Set(rows.flatMap((license) => license.containerId ?? []))
}

function compare(container: Container, shown: Fingerprint | undefined): LostContainer {
  const bound = shown && boundFor(container, shown)
  const { holds, score } = shown && bound ? judgeSameMachine(bound, shown) : { holds: false, score: 0 }
  return { container, score, fits: holds }
}

/** So many containers can have taken the place of one another before somebody has to look. */
const mostSuccessors = 20

/**
 * Whether the container of the context has taken the place of a blocked one, or of one that did so before. What had to wait
 * then is still in the books of the first.
 */
async function isTakenBy(tx: Tx, { container: own }: Meeting, lost: Container): Promise<boolean> {
  let nextId = lost.successorId
  for (let count = 0; count < mostSuccessors && nextId !== null; count++) {
    if (nextId === own?.id) return true
    const next = await tx.findOne(Container, { select: { id: true, successorId: true }, where: { id: nextId } })
    nextId = next?.successorId ?? null
  }
  return false
}

function notRestored({ serial, kind }: Container): Fault {
  const text = `Container ${serial} is a ${kind} container, which cannot be restored; the licenses of a lost one are issued anew one by one (ReactivateLicenses).`
  return new Fault('CONTAINER_KIND', text, { field: 'restoration/oldSerial' })
}

function blocked({ serial, successorId }: Container): Fault {
  const why = successorId === null ? 'by its vendor' : 'since another container took its place'
  return new Fault('CONTAINER_BLOCKED', `Container ${serial} is on the block list, ${why}.`, {
    field: 'restoration/oldSerial',
  })
}

function nothingFound(): Fault {
  const text =
    'No container with licenses of this firm code is known to have been on this machine; name it (oldSerial), or ask the support of the vendor.'
  return new Fault('CONTAINER_UNKNOWN', text, { field: 'restoration' })
}

/** So many containers are named. */
const mostNamed = 20

function ambiguous(found: readonly LostContainer[]): Fault {
  const details = Object.fromEntries(
    found.slice(0, mostNamed).map(({ container, score }) => [`container[${container.serial}]`, score.toFixed(2)]),
  )
  const text = 'Several containers were on this machine; name the one that is lost (oldSerial).'
  return new Fault('INVALID_REQUEST', text, { field: 'restoration/oldSerial', details })
}
