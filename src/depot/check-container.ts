import type { CheckContainer, CheckContainerResponse } from '../contract/depot.ts'
import { Container } from '../entities/container.ts'
import type { Call } from '../operation.ts'

/**
 * Whether a container is on the block list. Says nothing more of it, and nothing of whether it is known: anybody may ask.
 * One whose state a person has still to look at is not blocked.
 */
export async function checkContainer({ containerSerial }: CheckContainer, call: Call): Promise<CheckContainerResponse> {
  const serial = containerSerial.trim()
  const blocked = await call.store.read((tx) => tx.existsBy(Container, { serial, state: 'blocked' }), {
    singleStatement: true,
  })
  return { result: { containerSerial: serial, state: blocked ? 'blocked' : 'ok' } }
}
