import { keysOf } from '../delivery/container-keys.ts'
import { containerOfKind } from '../domain/containers/index.ts'
import { Container } from '../entities/container.ts'
import { Fault } from '../faults.ts'
import { contextSerial, readContext, type ReceivedContext } from '../formats/context.ts'
import { fingerprintSalt } from '../formats/fingerprint.ts'
import type { Call } from '../operation.ts'

/**
 * Reads a context file and has it prove itself (design §4.1): for a known serial only the stored key verifies, for an
 * unknown one the key inside, from which the serial must follow. Before any transaction, as it costs time.
 * @throws Fault `CONTEXT_INVALID`, `CONTAINER_KIND`
 */
export async function receiveContext(call: Call, contextFile: string): Promise<ReceivedContext> {
  const serial = contextSerial(contextFile)
  const known = await call.store.read((tx) => tx.findOneBy(Container, { serial }), { singleStatement: true })
  const context = await readContext(contextFile, known === null ? undefined : keysOf(known))
  call.note({ containerSerial: serial, firmCode: context.firmCode, contextSeq: context.contextSeq })
  checkKind(context)
  return context
}

function checkKind({ kind, suite, root, fingerprint }: ReceivedContext): void {
  const container = containerOfKind(kind)
  if (container.unavailable !== undefined) throw new Fault('CONTAINER_KIND', container.unavailable)
  if (suite !== container.suite) {
    throw new Fault('CONTEXT_INVALID', `The keys of a ${kind} container are of suite ${container.suite}, not ${suite}.`)
  }
  if (container.needsFingerprint && fingerprint === undefined) {
    throw new Fault('CONTEXT_INVALID', `The context of a ${kind} container needs a fingerprint.`)
  }
  // Fingerprints of another salt could not be compared, and every machine would pass for the first one.
  if (fingerprint !== undefined && !fingerprint.salt.equals(fingerprintSalt(root))) {
    throw new Fault('CONTEXT_INVALID', 'The salt of the fingerprint is not that of the root which the container pins.')
  }
}
