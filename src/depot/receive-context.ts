import { keysOf } from '../delivery/container-keys.ts'
import { cannotBindTo } from '../domain/binding.ts'
import { containerOfKind } from '../domain/containers/index.ts'
import { Container } from '../entities/container.ts'
import { Fault } from '../faults.ts'
import { contextSerial, readContext, type ReceivedContext } from '../formats/context.ts'
import { fingerprintSalt } from '../formats/fingerprint.ts'
import type { Call } from '../operation.ts'

/**
 * Reads a context file and has it prove itself (design §4.1): for a known serial only the stored key verifies, for an
 * unknown one the key inside, from which the serial must follow. Before any transaction, as it costs time.
 * @throws Fault `CONTEXT_INVALID`, `CONTEXT_STALE`, `CONTAINER_UNKNOWN`
 */
export async function receiveContext(call: Call, contextFile: string): Promise<ReceivedContext> {
  const serial = contextSerial(contextFile)
  const known = await call.store.read((tx) => tx.findOneBy(Container, { serial }), { singleStatement: true })
  const context = await readContext(contextFile, known === null ? undefined : keysOf(known))
  call.note({ containerSerial: serial, firmCode: context.firmCode, contextSeq: context.contextSeq })
  checkKind(context)
  if (containerOfKind(context.kind).livesOnServer) {
    if (known === null) throw notEnrolled(serial)
    checkFresh(call, context)
  }
  return context
}

/** The others become known with their first license; this one would live here. */
function notEnrolled(serial: string): Fault {
  const text = `No container ${serial} is known here; a cloud container is enrolled for its user first (EnrollContainer).`
  return new Fault('CONTAINER_UNKNOWN', text)
}

/** Minutes between the clocks of a device and of the server, at most. */
const mostMinutesApart = 5

/**
 * Contexts of a container that lives here come from several devices and have no order; so each is good for some minutes
 * only. A device whose clock is wrong is told the time, and can write another one by that: clients' clocks never decide.
 */
function checkFresh({ now }: Pick<Call, 'now'>, { createdAt, serial }: ReceivedContext): void {
  if (Math.abs(now.getTime() - createdAt.getTime()) <= mostMinutesApart * 60_000) return
  const serverTime = now.toISOString()
  const text = `The context of container ${serial} says ${createdAt.toISOString()}, and it is ${serverTime}; write a new one by this time.`
  throw new Fault('CONTEXT_STALE', text, { details: { serverTime } })
}

function checkKind({ kind, suite, root, fingerprint }: ReceivedContext): void {
  const container = containerOfKind(kind)
  if (suite !== container.suite) {
    throw new Fault('CONTEXT_INVALID', `The keys of a ${kind} container are of suite ${container.suite}, not ${suite}.`)
  }
  if (container.needsFingerprint && fingerprint === undefined) {
    throw new Fault('CONTEXT_INVALID', `The context of a ${kind} container needs a fingerprint.`)
  }
  if (!container.needsFingerprint && fingerprint !== undefined) {
    throw new Fault('CONTEXT_INVALID', `A ${kind} container is bound by its keys alone and shows no fingerprint.`)
  }
  const unbound = fingerprint && cannotBindTo(fingerprint)
  if (unbound !== undefined) throw new Fault('CONTEXT_INVALID', `The fingerprint of the context ${unbound}.`)
  // Fingerprints of another salt could not be compared, and every machine would pass for the first one.
  if (fingerprint !== undefined && !fingerprint.salt.equals(fingerprintSalt(root))) {
    throw new Fault('CONTEXT_INVALID', 'The salt of the fingerprint is not that of the root which the container pins.')
  }
}
