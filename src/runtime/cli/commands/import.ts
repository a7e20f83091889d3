import { importBlockList } from '../../blocked.ts'
import type { ContextOf } from '../../context-of.ts'
import { receiptErrand } from '../../errand.ts'
import { takeAnswer } from '../../ferry.ts'
import { importUpdate } from '../../import-update.ts'
import { isAnswer, isRequest } from '../../request-file.ts'
import { saidType } from '../../said-type.ts'
import { writeErrand } from '../carry.ts'
import { readText, UsageError, type Describe, type Outcome, type Workplace } from '../command.ts'
import { settledOutcome } from '../settled.ts'
import { describeImported } from './block-list.ts'

interface ImportOptions {
  receipt?: string
}

export const describeImport: Describe = (program, act) => {
  program
    .command('import')
    .description('import what came by file: an answer (.oda), an update (.odu) or a block list (.odb)')
    .argument('<file>')
    .option('--receipt <file>', 'write the receipt to a file to carry; without, the next request is the receipt')
    .action(act(importFile))
}

async function importFile(workplace: Workplace, { receipt }: ImportOptions): Promise<Outcome> {
  const [path = ''] = workplace.words
  const text = await readText(path)
  if (saidType(text) === 'od-blocklist+jws') return describeImported(await importBlockList(workplace.runtime, text))
  const { whom, outcome } = await take(workplace, path, text)
  if (receipt === undefined) return outcome
  const written = await writeErrand(workplace, receipt, receiptErrand(whom))
  const json = { ...(outcome.json as object), receiptFile: receipt }
  return { ...outcome, lines: [...outcome.lines, ...written.lines], json }
}

async function take({ runtime, progress }: Workplace, path: string, text: string) {
  if (isRequest(text)) {
    throw new UsageError(`${path} is the request; carry it to the Depot ("ferry"), and import what comes back.`)
  }
  if (!isAnswer(text)) return bareUpdate(await importUpdate(runtime, text))
  const settled = await takeAnswer(runtime, text, progress)
  return { whom: settled, outcome: settledOutcome([settled]) }
}

function bareUpdate(imported: Awaited<ReturnType<typeof importUpdate>>): { whom: ContextOf; outcome: Outcome } {
  const { serial, transferId, steps } = imported
  const lines =
    steps === 0
      ? [`Update ${transferId} was imported before; nothing changed.`]
      : [`Imported update ${transferId} into container ${serial}: ${steps} step${steps === 1 ? '' : 's'}.`]
  return { whom: imported, outcome: { lines, json: imported } }
}
