import { autoUpdate } from '../../auto-update.ts'
import { findContainer } from '../../container-folder.ts'
import { onlyFirm, wholeNumber, type Describe, type Outcome, type Workplace } from '../command.ts'

interface AutoUpdateOptions {
  depot?: string
  firm?: number
  serial?: string
}

export const describeAutoUpdate: Describe = (program, act) => {
  program
    .command('auto-update')
    .description('fetch what waits for a container, without a ticket; made to be called from time to time')
    .option('--depot <url>', 'Depot Interface')
    .option('--firm <code>', 'firm code, if the containers here serve several', wholeNumber)
    .option('--serial <serial>', 'container, if several serve the firm code')
    .action(act(autoUpdateOnline))
}

async function autoUpdateOnline(
  { runtime, progress, connect }: Workplace,
  { depot, firm, serial }: AutoUpdateOptions,
): Promise<Outcome> {
  const firmCode = firm ?? (await onlyFirm(runtime))
  const found = await findContainer(runtime, firmCode, serial)
  const updated = await autoUpdate(runtime, await connect(depot), { serial: found, firmCode }, progress)
  const upToDate = `Container ${found} is up to date.`
  return { lines: [updated.steps === 0 ? `Nothing waits. ${upToDate}` : upToDate], json: updated }
}
