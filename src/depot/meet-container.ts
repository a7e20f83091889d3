import { groundOf, type Judgement, judgeContact, newChain, type ChainHead } from '../domain/chain.ts'
import { Chain } from '../entities/chain.ts'
import { Container } from '../entities/container.ts'
import { Step } from '../entities/step.ts'
import type { ReceivedContext } from '../formats/context.ts'
import { firstDigest } from '../formats/digest.ts'
import { MoreThanOrEqual } from 'typeorm'
import type { Proven } from './judge-proof.ts'
import type { Tx } from '../store/store.ts'
import { placedContext } from './played-place.ts'

/** A container at the door: what it says, what is known of it, and what that means. */
export interface Meeting {
  /** Of a container that lives here, what it would say itself; see `playedPlace`. */
  readonly context: ReceivedContext
  /** Undefined when it was never seen. */
  readonly container: Container | undefined
  /** Undefined before the first license of this firm code. */
  readonly chain: Chain | undefined
  /** Steps that matter now: from the first that this context may confirm, or shows to be the last. */
  readonly steps: readonly Step[]
  readonly judgement: Judgement
  /** What is known of its licenses where it had to prove its state. */
  readonly proven?: Proven
}

/** A container without chain and steps may still be known by another firm code. */
export async function meetContainer(tx: Tx, received: ReceivedContext): Promise<Meeting> {
  const { container, chain } = await findContainer(tx, received)
  const context = placedContext(received, { container, chain })
  const steps = chain === undefined ? [] : await stepsFrom(tx, chain, Math.min(context.counter, chain.confirmed + 1))
  const digests = new Map(steps.map(({ counterTo, digest }) => [counterTo, digest]))
  const judgement = judgeContact(headOf(chain), context, (counter) =>
    counter === 0 ? firstDigest : digests.get(counter),
  )
  // From a state that was never issued, none of the steps leads on.
  const leading = isRebased(judgement) ? [] : steps
  return { context, container, chain, steps: leading, judgement }
}

function isRebased(judgement: Judgement): boolean {
  return judgement.verdict === 'accepted' && groundOf(judgement.believed) !== undefined
}

/** What is known of a chain, in the words of the rules. */
export function headOf(chain: Chain | undefined): ChainHead {
  if (chain === undefined) return newChain
  const { counter, confirmed, lastContextSeq, lastContextHash, healed, believeNextAt } = chain
  const head = { counter, confirmed, lastContextSeq, lastContextHash, healed }
  return believeNextAt === null ? head : { ...head, believeNext: true }
}

/** The steps that lead to this counter and all after it, in their order. */
export async function stepsFrom(tx: Tx, { id }: Pick<Chain, 'id'>, counter: number): Promise<Step[]> {
  return tx.find(Step, { where: { chainId: id, counterTo: MoreThanOrEqual(counter) }, order: { counterTo: 'ASC' } })
}

/** What is known of a container, and of its chain for the firm code of a context. */
export async function findContainer(tx: Tx, { serial, firmCode }: Pick<ReceivedContext, 'serial' | 'firmCode'>) {
  const found = await tx
    .createQueryBuilder(Container, 'container')
    .leftJoinAndMapOne(
      'container.chain',
      Chain,
      'chain',
      'chain.containerId = container.id AND chain.firmCode = :firmCode',
      {
        firmCode,
      },
    )
    .where('container.serial = :serial', { serial })
    .getOne()
  const chain = (found as { chain?: Chain | null } | null)?.chain
  return { container: found ?? undefined, chain: chain ?? undefined }
}
