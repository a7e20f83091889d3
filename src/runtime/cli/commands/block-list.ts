import { importBlockList } from '../../blocked.ts'
import { firmNumber, onlyFirm, writeOut, type Describe, type Outcome, type Workplace } from '../command.ts'
import { whenText } from '../../when.ts'

interface BlockListOptions {
  depot?: string
  firm?: number
  out?: string
}

export const describeBlockList: Describe = (program, act) => {
  program
    .command('block-list')
    .description('fetch the list of blocked containers and licenses, which every check here then heeds')
    .option('--depot <url>', 'Depot Interface (OPENDEPOT_DEPOT)')
    .option('--firm <code>', 'firm code, if the containers here serve several', firmNumber)
    .option('--out <file>', 'only write it (.odb), to ship it along or to import it elsewhere')
    .action(act(fetchList))
}

async function fetchList({ runtime, connect }: Workplace, { depot, firm, out }: BlockListOptions): Promise<Outcome> {
  const firmCode = firm ?? (await onlyFirm(runtime))
  const call = await connect(depot)
  const { blockListFile } = await call<{ blockListFile: string }>('GetBlockList', { firmCode })
  if (out === undefined) return describeImported(await importBlockList(runtime, blockListFile))
  await writeOut(out, blockListFile)
  const lines = [`Wrote the block list of firm code ${firmCode} to ${out}; who reads it checks its signature.`]
  return { lines, json: { firmCode, blockListFile: out } }
}

/** Tells which block list counts from now on. */
export function describeImported(imported: Awaited<ReturnType<typeof importBlockList>>): Outcome {
  const { firmCode, issuedAt, isNews } = imported
  const moment = whenText(issuedAt.toISOString())
  const counts = `for firm code ${firmCode} counts the block list of ${moment}`
  return { lines: [isNews ? `From now on ${counts}.` : `Nothing changed: ${counts}.`], json: imported }
}
