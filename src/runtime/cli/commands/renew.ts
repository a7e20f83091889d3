import { renewalErrand } from '../../errand.ts'
import { renewLicense } from '../../renew-license.ts'
import { carryOut, whomOf, withWay, type WayOptions, type WhomOptions } from '../carry.ts'
import { firmNumber, UsageError, type Describe, type Outcome, type Workplace } from '../command.ts'

interface RenewOptions extends WayOptions, WhomOptions {
  ticket: string
  license?: string
}

export const describeRenew: Describe = (program, act) => {
  withWay(program.command('renew').description('renew a license that ends, or see what the vendor offers'))
    .requiredOption('--ticket <ticket>', 'the ticket that the license is on')
    .option('--license <id>', 'the license, if several of the ticket have an end')
    .option('--firm <code>', 'with --out: firm code, if the containers here serve several', firmNumber)
    .option('--serial <serial>', 'with --out: container, if several serve the firm code')
    .action(act(renew))
}

async function renew(workplace: Workplace, options: RenewOptions): Promise<Outcome> {
  const { ticket: ticketId, license: licenseId } = options
  return carryOut(
    workplace,
    options,
    async () => {
      if (licenseId === undefined) throw new UsageError('Without network the license has to be named: --license ID.')
      return renewalErrand(await whomOf(workplace, options), ticketId, licenseId)
    },
    async (way) => [await renewLicense(way, { ticketId, licenseId })],
  )
}
