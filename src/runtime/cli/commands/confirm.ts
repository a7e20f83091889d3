import { confirm } from '../../confirm.ts'
import { findContainer } from '../../container-folder.ts'
import { wholeNumber, type Describe, type Outcome, type Workplace } from '../command.ts'

interface ConfirmOptions {
  firm: number
  depot?: string
  serial?: string
}

export const describeConfirm: Describe = (program, act) => {
  program
    .command('confirm')
    .description('send the receipt for imported updates')
    .requiredOption('--firm <code>', 'firm code', wholeNumber)
    .option('--depot <url>', 'Depot Interface')
    .option('--serial <serial>', 'container, if several serve the firm code')
    .action(act(confirmOnline))
}

async function confirmOnline(
  { runtime, progress, connect }: Workplace,
  { firm, depot, serial }: ConfirmOptions,
): Promise<Outcome> {
  const found = await findContainer(runtime, firm, serial)
  const confirmed = await confirm({ runtime, depot: await connect(depot), progress }, { serial: found, firmCode: firm })
  const open = confirmed.openTransfers.length
  const still = open === 0 ? 'Nothing is open.' : `${open} update${open === 1 ? ' is' : 's are'} still to be imported.`
  const lines = [`Receipt sent: ${confirmed.confirmedLicenses.length} licenses newly confirmed. ${still}`]
  return { lines, json: { containerSerial: found, ...confirmed } }
}
