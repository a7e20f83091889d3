import { Between } from 'typeorm'
import { LedgerHead } from '../../entities/ledger-head.ts'
import { type Head, readHead, type SignedHead } from '../../formats/ledger-head.ts'
import { FormatError } from '../../formats/errors.ts'
import type { PublicJwk } from '../../formats/keys.ts'
import type { Store } from '../../store/store.ts'
import type { Finding } from './finding.ts'

/** Signed heads by the number that they stand for, and which of them are not to be believed. */
export interface Heads {
  readonly bySequence: ReadonlyMap<number, readonly SignedHead[]>
  readonly findings: readonly Finding[]
}

/** The stored heads of some numbers, each verified; its row must say what was signed. */
export async function readHeads(store: Store, trusted: readonly PublicJwk[], from: number, to: number): Promise<Heads> {
  const rows = await store.read((tx) => tx.findBy(LedgerHead, { sequence: Between(from, to) }), {
    singleStatement: true,
  })
  const findings: Finding[] = []
  const bySequence = new Map<number, SignedHead[]>()
  for (const row of rows) {
    try {
      const head = await readHead(row.signed, trusted, `the head of number ${String(row.sequence)}`)
      if (!agrees(row, head)) throw new FormatError('signature', 'its row says something else than was signed')
      bySequence.set(head.sequence, [...(bySequence.get(head.sequence) ?? []), head])
    } catch (error) {
      if (!(error instanceof FormatError)) throw error
      const text = `The signed head of number ${String(row.sequence)} is not to be believed: ${error.message}.`
      findings.push({ kind: 'head', from: row.sequence, to: row.sequence, text })
    }
  }
  return { bySequence, findings }
}

function agrees(row: LedgerHead, head: Head): boolean {
  return (
    row.ledgerEpoch === head.ledgerEpoch && row.sequence === head.sequence && row.hash.toString('hex') === head.hash
  )
}

/** The newest stored head, believed or not. */
export async function newestHead(store: Store): Promise<LedgerHead | undefined> {
  const query = { order: { ledgerEpoch: 'DESC', sequence: 'DESC' }, take: 1 } as const
  const [row] = await store.read((tx) => tx.find(LedgerHead, query), { singleStatement: true })
  return row
}
