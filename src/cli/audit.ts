import { readFile, writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { FormatError } from '../formats/errors.ts'
import type { PublicJwk } from '../formats/keys.ts'
import { readHead, type SignedHead } from '../formats/ledger-head.ts'
import { newestHead } from '../ledger/audit/heads.ts'
import { LedgerUnsound } from '../ledger/audit/unsound.ts'
import { type AuditReport, verifyLedger } from '../ledger/audit/verify.ts'
import { readTip } from '../ledger/tip.ts'
import { ledgerPublicKeys } from '../signing/ledger-key.ts'
import { UserError } from '../user-error.ts'
import { progressOn } from './progress.ts'
import type { CommandTools, Register } from './run.ts'
import { withStore } from './with-store.ts'

/** `opendepot audit …`: proves that the ledger is as it was written (docs/ledger.md). */
export const registerAudit: Register = (program, tools) => {
  const group = program.command('audit').description('the ledger of all changes: its signed head, and its proof')
  registerHead(group, tools)
  registerVerify(group, tools)
}

function registerHead(group: Command, { terminal, show, withJson }: CommandTools): void {
  withJson(group.command('head').description('export the newest signed head, to be kept where nobody can change it'))
    .option('--out <file>', 'write it into a file')
    .action(async ({ out }: { out?: string }) => {
      const { row, later } = await withStore(terminal, async (store) => {
        const row = await newestHead(store)
        if (row === undefined) throw new UserError('No head is signed yet; a running server signs one within a minute.')
        const { sequence } = await store.read(readTip, { singleStatement: true })
        return { row, later: sequence - row.sequence }
      })
      const { ledgerEpoch, sequence, hash, signedAt, kid, signed } = row
      const facts = { ledgerEpoch, sequence, hash: hash.toString('hex'), signedAt, kid, later }
      if (out === undefined) {
        show({ json: { ...facts, head: signed }, text: signed })
        return
      }
      await writeFile(out, `${signed}\n`).catch((error: unknown) => {
        throw new UserError(`${out} cannot be written (${codeOf(error)}).`)
      })
      const text = `The head of number ${sequence}, signed at ${signedAt.toISOString()} by key ${kid}, is in ${out}. ${later} events were numbered since.`
      show({ json: { file: out, ...facts }, text })
    })
}

function registerVerify(group: Command, { terminal, show, withJson }: CommandTools): void {
  withJson(group.command('verify').description('find every event that was changed, removed, inserted or cut off'))
    .option('--head <file>', 'also compare with a head that was exported before')
    .action(async ({ head: path }: { head?: string }) => {
      const { report, trusted } = await withStore(terminal, async (store, { dataDir }) => {
        const keys = await ledgerPublicKeys(dataDir)
        const head = path === undefined ? undefined : await readHeadFile(path, keys)
        const progress = progressOn(terminal, 'events')
        try {
          const onProgress = (checked: number, of: number) => {
            progress.tell(checked, of)
          }
          return { report: await verifyLedger({ store, trusted: keys, head, onProgress }), trusted: keys }
        } finally {
          progress.end()
        }
      })
      show({ json: report, text: reportText(report, trusted) })
      if (report.sound) return
      const count = report.findings.length
      throw new LedgerUnsound(`The ledger is not as it was written: ${count} finding${count === 1 ? '' : 's'}.`)
    })
}

async function readHeadFile(path: string, trusted: readonly PublicJwk[]): Promise<SignedHead> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UserError(`${path} cannot be read (${codeOf(error)}).`)
  })
  try {
    return await readHead(text, trusted, path)
  } catch (error) {
    if (error instanceof FormatError) throw new UserError(`--head: ${error.message}.`, { cause: error })
    throw error
  }
}

function reportText(report: AuditReport, trusted: readonly PublicJwk[]): string {
  const { sound, sequence, events, waiting, heads, findings, ledgerEpoch } = report
  const keys =
    trusted.length === 0 ? '; the key of the ledger is not in DATA_DIR, so stored heads were not looked at' : ''
  const lines = findings.map(({ text }) => `  ${text}`)
  return [
    `${events} numbered events were checked, up to number ${sequence} of ledger epoch ${ledgerEpoch}; ${heads} signed heads were compared${keys}.`,
    ...(waiting === 0 ? [] : [`${waiting} committed events have no number yet; the running server gives it to them.`]),
    ...(sound ? ['The ledger is as it was written.'] : lines),
  ].join('\n')
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error'
}
