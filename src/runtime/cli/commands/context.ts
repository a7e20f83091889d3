import { findContainer } from '../../container-folder.ts'
import { writeDurably } from '../../durable-file.ts'
import { makeContext } from '../../make-context.ts'
import { wholeNumber, type Describe, type Outcome, type Workplace } from '../command.ts'

interface ContextOptions {
  firm: number
  out: string
  serial?: string
}

export const describeContext: Describe = (program, act) => {
  program
    .command('context')
    .description('write a context file: the request for an update, and the receipt for all before')
    .requiredOption('--firm <code>', 'firm code', wholeNumber)
    .requiredOption('--out <file>', 'where to write it (.odc)')
    .option('--serial <serial>', 'container, if several serve the firm code')
    .action(act(context))
}

async function context({ runtime }: Workplace, { firm, out, serial }: ContextOptions): Promise<Outcome> {
  const found = await findContainer(runtime, firm, serial)
  await writeDurably(out, `${await makeContext(runtime, found, firm)}\n`)
  const lines = [`Wrote the context of container ${found} to ${out}.`, 'Bring it to the Depot; import what comes back.']
  return { lines, json: { containerSerial: found, firmCode: firm, contextFile: out } }
}
