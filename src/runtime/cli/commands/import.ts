import { importUpdate } from '../../import-update.ts'
import { readText, type Describe, type Outcome, type Workplace } from '../command.ts'

export const describeImport: Describe = (program, act) => {
  program.command('import').description('import an update file (.odu)').argument('<file>').action(act(importFile))
}

async function importFile({ runtime, words: [path = ''] }: Workplace): Promise<Outcome> {
  const imported = await importUpdate(runtime, await readText(path))
  const { serial, transferId, steps } = imported
  const lines =
    steps === 0
      ? [`Update ${transferId} was imported before; nothing changed.`]
      : [`Imported update ${transferId} into container ${serial}: ${steps} step${steps === 1 ? '' : 's'}.`]
  return { lines, json: imported }
}
