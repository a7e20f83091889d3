import type { BindingScheme } from '../../../formats/fingerprint.ts'
import { activate } from '../../activate.ts'
import { activationErrand } from '../../errand.ts'
import { bindingOption } from '../binding-option.ts'
import { whomOf, withWay, writeErrand, type WayOptions, type WhomOptions } from '../carry.ts'
import { firmNumber, nameAndValue, rootFrom, type Describe, type Outcome, type Workplace } from '../command.ts'
import { adviceFor, describeResult, exitCodeFor } from '../settled.ts'

interface ActivateOptions extends WayOptions, WhomOptions {
  ticket: string
  root?: string
  license?: string[]
  all?: boolean
  parameter?: Record<string, string>
  test?: boolean
  binding?: BindingScheme
}

export const describeActivate: Describe = (program, act) => {
  withWay(program.command('activate').description('redeem a ticket: container, context, update, receipt'))
    .requiredOption('--ticket <ticket>', 'the ticket')
    .option('--firm <code>', 'only the licenses of this firm code', firmNumber)
    .option('--root <file>', 'root key of the firm; else the Depot is trusted at the first use')
    .option('--serial <serial>', 'container, if several serve the firm code')
    .option('--license <id...>', 'these licenses of the ticket')
    .option('--all', 'all licenses of the ticket into this container')
    .option('--parameter <name=value>', 'a value that an item asks for (repeatable)', nameAndValue)
    .addOption(bindingOption())
    .option('--test', 'take files of a test installation')
    .action(act(redeem))
}

async function redeem(workplace: Workplace, options: ActivateOptions): Promise<Outcome> {
  const { ticket: ticketId, firm: firmCode, serial, license: licenseIds, all, parameter: parameters } = options
  const wish = { ticketId, licenseIds, all, parameters }
  if (options.out !== undefined) {
    return writeErrand(workplace, options.out, activationErrand(await whomOf(workplace, options), wish))
  }
  const { test, binding } = options
  const { runtime, progress, connect } = workplace
  const root = options.root === undefined ? undefined : await rootFrom(options.root)
  const depot = await connect(options.depot)
  const activated = await activate(runtime, depot, { ...wish, firmCode, root, serial, test, binding }, progress)
  const results = activated.flatMap((one) => one.licenseResults)
  const failed = results.filter(({ ok }) => !ok)
  const lines = [...results.map((result) => describeResult(result)), ...adviceFor(failed)]
  return { lines, json: { activated }, ...exitCodeFor(failed) }
}
