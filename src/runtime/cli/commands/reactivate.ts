import { reactivationErrand } from '../../errand.ts'
import { reactivate } from '../../reactivate.ts'
import { carryOut, whomOf, withWay, type WayOptions, type WhomOptions } from '../carry.ts'
import {
  firmNumber,
  nameAndValue,
  rootFrom,
  UsageError,
  type Describe,
  type Outcome,
  type Workplace,
} from '../command.ts'
import { requireTerms } from '../terms.ts'

interface ReactivateOptions extends WayOptions, WhomOptions {
  ticket: string
  license?: string[]
  acceptTerms?: boolean
  parameter?: Record<string, string>
  root?: string
  test?: boolean
}

export const describeReactivate: Describe = (program, act) => {
  withWay(
    program
      .command('reactivate')
      .description(
        'get licenses anew on this machine, because the one that had them is lost; the old copies become void',
      ),
  )
    .requiredOption('--ticket <ticket>', 'the ticket')
    .option('--license <id...>', 'these licenses of the ticket; else all that are not on this machine')
    .option('--accept-terms', 'I know that the old copies become void for good')
    .option('--parameter <name=value>', 'a value that an item asks for (repeatable)', nameAndValue)
    .option('--firm <code>', 'with --out: firm code, if the containers here serve several', firmNumber)
    .option('--root <file>', 'root key of the firm; else the Depot is trusted at the first use')
    .option('--serial <serial>', 'container, if several serve the firm code')
    .option('--test', 'take files of a test installation')
    .action(act(getAnew))
}

async function getAnew(workplace: Workplace, options: ReactivateOptions): Promise<Outcome> {
  requireTerms('reactivate', options.acceptTerms)
  const { ticket: ticketId, license: licenseIds, parameter: parameters, serial, test } = options
  return carryOut(
    workplace,
    options,
    async () => {
      if (licenseIds === undefined) throw new UsageError('Without network the licenses have to be named: --license ID.')
      return reactivationErrand(await whomOf(workplace, options), { ticketId, licenseIds, parameters })
    },
    async (way) => {
      const root = options.root === undefined ? undefined : await rootFrom(options.root)
      return reactivate(way, { ticketId, licenseIds, parameters, serial, root, test })
    },
  )
}
