import { activate } from '../../activate.ts'
import { nameAndValue, rootFrom, wholeNumber, type Describe, type Outcome, type Workplace } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'

interface ActivateOptions {
  depot?: string
  ticket: string
  firm?: number
  root?: string
  serial?: string
  license?: string[]
  all?: boolean
  parameter?: Record<string, string>
  test?: boolean
}

export const describeActivate: Describe = (program, act) => {
  program
    .command('activate')
    .description('redeem a ticket online: container, context, update, receipt')
    .option('--depot <url>', 'Depot Interface, for example https://depot.example.com/soap/depot')
    .requiredOption('--ticket <ticket>', 'the ticket')
    .option('--firm <code>', 'only the licenses of this firm code', wholeNumber)
    .option('--root <file>', 'root key of the firm; else the Depot is trusted at the first use')
    .option('--serial <serial>', 'container, if several serve the firm code')
    .option('--license <id...>', 'these licenses of the ticket')
    .option('--all', 'all licenses of the ticket into this container')
    .option('--parameter <name=value>', 'a value that an item asks for (repeatable)', nameAndValue)
    .option('--test', 'take files of a test installation')
    .action(act(activateOnline))
}

async function activateOnline({ runtime, progress, connect }: Workplace, options: ActivateOptions): Promise<Outcome> {
  const { ticket: ticketId, firm: firmCode, serial, license: licenseIds, all, parameter: parameters, test } = options
  const root = options.root === undefined ? undefined : await rootFrom(options.root)
  const depot = await connect(options.depot)
  const activated = await activate(
    runtime,
    depot,
    { ticketId, firmCode, root, serial, licenseIds, all, parameters, test },
    progress,
  )
  const results = activated.flatMap((one) => one.licenseResults)
  const lines = results.map(({ licenseId, ok, code = '', text = '' }) =>
    ok ? `License ${licenseId} is in the container.` : `License ${licenseId} failed: ${code} ${text}`,
  )
  return { lines, json: { activated }, ...(results.every(({ ok }) => ok) ? {} : { exitCode: exitCodes.depotRefused }) }
}
