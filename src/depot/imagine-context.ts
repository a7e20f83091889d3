import { MoreThan } from 'typeorm'
import { keysOf } from '../delivery/container-keys.ts'
import { newChain } from '../domain/chain.ts'
import { containerOfKind } from '../domain/containers/index.ts'
import type { ContainerKind } from '../domain/item.ts'
import { statesWithUser } from '../domain/license.ts'
import { Chain } from '../entities/chain.ts'
import type { Container } from '../entities/container.ts'
import { License } from '../entities/license.ts'
import { Step } from '../entities/step.ts'
import type { ReceivedContext } from '../formats/context.ts'
import { firstDigest } from '../formats/digest.ts'
import type { Json } from '../formats/encoding.ts'
import { fingerprint, fingerprintSalt, type Fingerprint } from '../formats/fingerprint.ts'
import type { Call } from '../operation.ts'
import { changeRow } from '../store/change-row.ts'
import type { Tx } from '../store/store.ts'
import type { StoredBinding } from './binding.ts'
import { headOf } from './meet-container.ts'

/** For which firm code, and whose root it is that the container pins. */
interface Firm {
  readonly firmCode: number
  readonly root: string
}

/**
 * The context that a container would send, as far as the server can know: a known one sends the last one that it has sent
 * to this firm once more, a new one its first. Nobody has signed it, so it serves for trying out only, in a transaction that
 * is rolled back.
 */
export async function imagineContext(
  tx: Tx,
  call: Pick<Call, 'now' | 'random'>,
  container: Container | ContainerKind,
  firm: Firm,
): Promise<ReceivedContext> {
  const facts = { ...firm, epoch: 0, removed: [], createdAt: call.now, runtime: { name: 'none', version: '0' } }
  return typeof container === 'string'
    ? { ...facts, ...newcomer(call, container) }
    : { ...facts, ...(await knownOne(tx, container, firm)) }
}

function newcomer({ random }: Pick<Call, 'random'>, kind: ContainerKind) {
  const { serialMask, suite } = containerOfKind(kind)
  const key = { kty: 'OKP', crv: 'Ed25519', x: '' } as const
  const serial = `${serialMask}-${String(random(7).readUIntBE(0, 6))}`
  const keys = { suite, signingKey: key, agreementKey: key }
  return { kind, serial, ...keys, contextSeq: 1, hash: firstDigest, counter: 0, digest: firstDigest, licenses: [] }
}

async function knownOne(tx: Tx, container: Container, { firmCode, root }: Firm) {
  const { id: containerId, serial } = container
  const chain = await tx.findOneBy(Chain, { containerId, firmCode })
  // An activation into it waits from here on, or has happened: whatever is read now fits together.
  if (chain !== null) await changeRow(tx, Chain, chain, { updatedAt: chain.updatedAt })
  const { confirmed, lastContextSeq, lastContextHash } = chain === null ? newChain : headOf(chain)
  const shown = bindingFor(container, fingerprintSalt(root))
  return {
    kind: container.kind,
    serial,
    ...keysOf(container),
    contextSeq: Math.max(1, lastContextSeq),
    hash: Buffer.from(lastContextHash ?? firstDigest),
    counter: confirmed,
    digest: chain === null ? firstDigest : await digestAt(tx, chain, confirmed),
    licenses: chain === null ? [] : await licensesOf(tx, chain),
    ...(shown && { fingerprint: shown }),
  }
}

async function digestAt(tx: Tx, { id: chainId }: Chain, counter: number): Promise<Buffer> {
  return counter === 0 ? firstDigest : (await tx.findOneByOrFail(Step, { chainId, counterTo: counter })).digest
}

/** What it holds of this firm code; units are not told anew. */
async function licensesOf(tx: Tx, { containerId, firmCode }: Chain) {
  const where = statesWithUser.map((state) => ({ containerId, firmCode, state, generation: MoreThan(0) }))
  const licenses = await tx.find(License, { select: { id: true, generation: true }, where })
  return licenses.map(({ id: licenseId, generation }) => ({ licenseId, generation, consumed: 0n }))
}

/** The machine that it is bound to; where this firm has not seen it yet, under the salt of this firm. */
function bindingFor({ binding }: Container, salt: Buffer): Fingerprint | undefined {
  const bound = ((binding ?? []) as StoredBinding).map((stored, index) =>
    fingerprint(stored as unknown as Json, `binding[${index}]`),
  )
  const own = bound.find((each) => each.salt.equals(salt))
  const [first] = bound
  return own ?? (first && { ...first, salt })
}
