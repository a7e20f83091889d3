import { restorationErrand } from '../../errand.ts'
import { restoreContainer } from '../../restore-container.ts'
import { ticketNeeds } from '../../ticket-needs.ts'
import { carryOut, whomOf, withWay, type WayOptions } from '../carry.ts'
import { rootFrom, UsageError, firmNumbers, type Describe, type Outcome, type Workplace } from '../command.ts'
import { requireTerms } from '../terms.ts'

interface RestoreOptions extends WayOptions {
  firm?: number[]
  ticket?: string
  oldSerial?: string
  acceptTerms?: boolean
  root?: string
  test?: boolean
}

export const describeRestore: Describe = (program, act) => {
  withWay(
    program
      .command('restore')
      .description('bring back what a lost container of this machine held, into a new one; the old one is blocked'),
  )
    .option('--firm <code...>', 'firm codes of the licenses', firmNumbers)
    .option('--ticket <ticket>', 'instead of --firm: a ticket that the licenses are from')
    .option('--old-serial <serial>', 'the lost container; else the Depot finds it by this machine')
    .option('--accept-terms', 'I know that the old container is blocked for good')
    .option('--root <file>', 'root key of the firm; else the Depot is trusted at the first use')
    .option('--test', 'take files of a test installation')
    .action(act(bringBack))
}

async function bringBack(workplace: Workplace, options: RestoreOptions): Promise<Outcome> {
  requireTerms('restore', options.acceptTerms)
  const { firm, ticket, oldSerial, test } = options
  if ((firm === undefined) === (ticket === undefined)) {
    throw new UsageError('Say whose licenses: --firm CODE, or --ticket TICKET if you do not know the code.')
  }
  return carryOut(
    workplace,
    options,
    async () => {
      const [only, another] = firm ?? []
      if (only === undefined || another !== undefined)
        throw new UsageError('A request file is for one firm code: give it with --firm.')
      return restorationErrand(await whomOf(workplace, { firm: only }), oldSerial)
    },
    async (way) => {
      const root = options.root === undefined ? undefined : await rootFrom(options.root)
      const { firmCodes } = firm === undefined ? await ticketNeeds(way.depot, ticket ?? '') : { firmCodes: firm }
      return restoreContainer(way, { firmCodes, oldSerial, root, test })
    },
  )
}
