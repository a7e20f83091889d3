import type { SignedHead } from '../../formats/ledger-head.ts'
import type { PublicJwk } from '../../formats/keys.ts'
import type { Store } from '../../store/store.ts'
import { readEvents } from '../stored-event.ts'
import { findTip, ledgerEpoch, type Tip } from '../tip.ts'
import { ChainWalk, inserted } from './chain-walk.ts'
import { type Finding, rangeText } from './finding.ts'
import { newestHead, readHeads } from './heads.ts'
import { lackingEvents } from './rows.ts'
import type { PlacedEvent } from './suspect.ts'
import { missingVersions } from './versions.ts'

export interface Audit {
  readonly store: Store
  /** Keys whose heads are believed; without any, stored heads are not looked at. */
  readonly trusted: readonly PublicJwk[]
  /** A head that was kept outside, verified. */
  readonly head?: SignedHead | undefined
  /** Told how far the walk is. */
  readonly onProgress?: (checked: number, of: number) => void
}

/** What an audit came to. */
export interface AuditReport {
  /** Nothing is wrong. */
  readonly sound: boolean
  readonly ledgerEpoch: number
  /** Where the ledger says that it stands. */
  readonly sequence: number
  /** Numbered events that were walked along. */
  readonly events: number
  /** Committed events that wait for their numbers: nothing is wrong with that. */
  readonly waiting: number
  /** Signed heads that the chain was compared with. */
  readonly heads: number
  readonly findings: readonly Finding[]
}

const pageSize = 1000

/**
 * Proves the whole ledger: every event against its hash, the hashes against each other, the chain against the signed heads
 * and against where it should end, and the versions of each thing against gaps and against its row (docs/ledger.md). It reads page by page,
 * beside a server that goes on numbering.
 */
export async function verifyLedger(audit: Audit): Promise<AuditReport> {
  const start = await audit.store.read(async (tx) => ({ tip: await findTip(tx), ledgerEpoch: await ledgerEpoch(tx) }))
  const newest = await newestHead(audit.store)
  const walk = await walkAlong(audit, start.tip)
  const expected = Math.max(start.tip?.sequence ?? 0, audit.head?.sequence ?? 0, newest?.sequence ?? 0)
  const findings = [
    ...walk.findings,
    ...endFindings(walk, expected, start.tip),
    ...(await beyond(audit.store, start.tip)),
    ...epochFinding(audit.head, start.ledgerEpoch),
    ...(await missingVersions(audit.store)),
    ...(await lackingEvents(audit.store)),
  ]
  return {
    sound: findings.length === 0,
    ledgerEpoch: start.ledgerEpoch,
    sequence: start.tip?.sequence ?? 0,
    events: walk.events,
    waiting: await waitingEvents(audit.store),
    heads: walk.heads,
    findings,
  }
}

interface Walked {
  readonly findings: readonly Finding[]
  readonly last: number
  readonly lastHash: Buffer | undefined
  readonly isBroken: boolean
  readonly events: number
  readonly heads: number
}

async function walkAlong(audit: Audit, tip: Tip | undefined): Promise<Walked> {
  const { store, trusted, head, onProgress } = audit
  const end = tip?.sequence ?? Number.MAX_SAFE_INTEGER
  const walk = new ChainWalk()
  const signed = new SignedMarks(walk)
  const findings: Finding[] = []
  let [after, events, lastHash] = [Number.MIN_SAFE_INTEGER, 0, undefined as Buffer | undefined]
  for (;;) {
    const page = await readPage(store, after, end)
    const [first, last] = [page[0], page.at(-1)]
    if (first === undefined || last === undefined) break
    const stored = trusted.length === 0 ? undefined : await readHeads(store, trusted, first.sequence, last.sequence)
    findings.push(...(stored?.findings ?? []))
    for (const event of page) {
      walk.take(event)
      const heads = stored?.bySequence.get(event.sequence) ?? []
      signed.compare(event, head?.sequence === event.sequence ? [...heads, head] : heads)
    }
    after = last.sequence
    lastHash = last.hash
    events += page.length
    onProgress?.(events, tip?.sequence ?? events)
  }
  const isBroken = walk.isBroken(walk.last)
  const all = [...walk.end(), ...signed.findings, ...findings]
  return { findings: all, last: walk.last, lastHash, isBroken, events, heads: signed.count }
}

/** Compares the chain with what was signed. */
class SignedMarks {
  readonly findings: Finding[] = []
  /** Heads that were compared. */
  count = 0
  readonly #walk: ChainWalk
  #good = 0

  constructor(walk: ChainWalk) {
    this.#walk = walk
  }

  compare({ sequence, hash }: PlacedEvent, heads: readonly SignedHead[]): void {
    for (const head of heads) {
      this.count += 1
      if (head.hash === hash.toString('hex')) this.#good = sequence
      // Where the walk has found something already, this is the same thing once more.
      else if (!this.#walk.isBroken(this.#good + 1) && this.findings.length === 0) {
        this.findings.push(rewritten(this.#good + 1, sequence, `signed at ${head.signedAt.toISOString()}`))
      }
    }
  }
}

async function readPage(store: Store, after: number, end: number): Promise<PlacedEvent[]> {
  const query = { where: 'sequence > ? AND sequence <= ?', values: [after, end], orderBy: 'sequence', limit: pageSize }
  const events = await store.read((tx) => readEvents(tx, query), { singleStatement: true })
  return events.map(placed)
}

function placed(event: Awaited<ReturnType<typeof readEvents>>[number]): PlacedEvent {
  return { ...event, sequence: event.sequence ?? 0, hash: event.hash ?? Buffer.alloc(0) }
}

/** Whether the chain ends where it should. */
function endFindings(walk: Walked, expected: number, tip: Tip | undefined): Finding[] {
  if (walk.last < expected) {
    const [from, to] = [walk.last + 1, expected]
    const text = `The end of the ledger was cut off: what had ${rangeText(from, to)} is gone.`
    return [{ kind: 'cutOff', from, to, text }]
  }
  if (tip === undefined && walk.last > 0) {
    return [rewritten(1, walk.last, 'noted as the end, for that note is gone')]
  }
  const isEnd = walk.last === tip?.sequence && walk.lastHash?.equals(tip.hash) === false
  return isEnd && !walk.isBroken ? [rewritten(walk.last, walk.last, 'noted as the end of the chain')] : []
}

/** Events with numbers that were never given; judged by where the ledger stands now, as it may have gone on meanwhile. */
async function beyond(store: Store, tip: Tip | undefined): Promise<Finding[]> {
  if (tip === undefined) return []
  const query = { where: 'sequence > (SELECT sequence FROM ledger_tips)', values: [], orderBy: 'sequence', limit: 100 }
  const events = await store.read((tx) => readEvents(tx, query), { singleStatement: true })
  return events.map((event) => inserted(placed(event)))
}

function epochFinding(head: SignedHead | undefined, epoch: number): Finding[] {
  if (head === undefined || head.ledgerEpoch === epoch) return []
  const text = `The head is of ledger epoch ${String(head.ledgerEpoch)}, the ledger is in epoch ${String(epoch)}: a restore from a backup lies between them.`
  return [{ kind: 'head', from: head.sequence, to: head.sequence, text }]
}

function rewritten(from: number, to: number, by: string): Finding {
  const text = `Somewhere in ${rangeText(from, to)} the chain was rewritten: it fits together, and is not the one that was ${by}.`
  return { kind: 'rewritten', from, to, text }
}

async function waitingEvents(store: Store): Promise<number> {
  const [row] = await store.read<{ count: number | string }[]>(
    (tx) => tx.query('SELECT COUNT(*) AS count FROM events WHERE sequence IS NULL'),
    { singleStatement: true },
  )
  return Number(row?.count)
}
