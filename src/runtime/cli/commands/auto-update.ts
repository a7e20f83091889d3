import { autoUpdate } from '../../auto-update.ts'
import { autoUpdateErrand } from '../../errand.ts'
import { whomOf, withWay, writeErrand, type WayOptions, type WhomOptions } from '../carry.ts'
import { firmNumber, type Describe, type Outcome, type Workplace } from '../command.ts'

type AutoUpdateOptions = WayOptions & WhomOptions

export const describeAutoUpdate: Describe = (program, act) => {
  withWay(
    program
      .command('auto-update')
      .description('fetch what waits for a container, without a ticket; made to be called from time to time'),
  )
    .option('--firm <code>', 'firm code, if the containers here serve several', firmNumber)
    .option('--serial <serial>', 'container, if several serve the firm code')
    .action(act(fetchUpdates))
}

async function fetchUpdates(workplace: Workplace, options: AutoUpdateOptions): Promise<Outcome> {
  const { runtime, progress, connect } = workplace
  const whom = await whomOf(workplace, options)
  if (options.out !== undefined) return writeErrand(workplace, options.out, autoUpdateErrand(whom))
  const updated = await autoUpdate(runtime, await connect(options.depot), whom, progress)
  const upToDate = `Container ${whom.serial} is up to date.`
  return { lines: [updated.steps === 0 ? `Nothing waits. ${upToDate}` : upToDate], json: updated }
}
