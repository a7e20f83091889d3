import { makeContext } from '../../make-context.ts'
import { whomOf, type WhomOptions } from '../carry.ts'
import { firmNumber, UsageError, writeOut, type Describe, type Outcome, type Workplace } from '../command.ts'
import { showQr } from '../show-qr.ts'

interface ContextOptions extends WhomOptions {
  out?: string
  qr?: string | true
}

export const describeContext: Describe = (program, act) => {
  program
    .command('context')
    .description('write a context: the request for an update, and the receipt for all before')
    .option('--firm <code>', 'firm code, if the containers here serve several', firmNumber)
    .option('--out <file>', 'where to write it (.odc)')
    .option('--qr [file]', 'show it as a QR code, or write that as an image (.png, .svg)')
    .option('--serial <serial>', 'container, if several serve the firm code')
    .action(act(context))
}

async function context(workplace: Workplace, { out, qr, ...who }: ContextOptions): Promise<Outcome> {
  const { runtime, surroundings } = workplace
  if (out === undefined && qr === undefined) throw new UsageError('Say where to: --out FILE, or --qr.')
  const { serial, firmCode } = await whomOf(workplace, who)
  const text = await makeContext(runtime, serial, firmCode)
  const picture = qr === undefined ? [] : await showQr(text, qr, surroundings.columns)
  const lines = typeof qr === 'string' ? [`Wrote the context as a QR code to ${qr}.`] : []
  if (out !== undefined) {
    await writeOut(out, `${text}\n`)
    lines.push(`Wrote the context of container ${serial} to ${out}.`)
  }
  lines.push('Bring it to the Depot ("ferry" on a machine with network); import what comes back.')
  return { picture, lines, json: { containerSerial: serial, firmCode, contextFile: out, qrFile: qr, context: text } }
}
