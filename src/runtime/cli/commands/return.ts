import { returnErrand } from '../../errand.ts'
import { returnLicenses } from '../../return-licenses.ts'
import { carryOut, whomOf, withWay, type WayOptions, type WhomOptions } from '../carry.ts'
import { firmNumber, UsageError, type Describe, type Outcome, type Workplace } from '../command.ts'

interface ReturnOptions extends WayOptions, WhomOptions {
  license?: string[]
  all?: boolean
}

export const describeReturn: Describe = (program, act) => {
  withWay(program.command('return').description('give licenses back, so that they can be collected elsewhere'))
    .option('--license <id...>', 'these licenses; "list" shows their ids in brackets')
    .option('--all', 'every license of the firm code in the container')
    .option('--firm <code>', 'firm code, if the containers here serve several', firmNumber)
    .option('--serial <serial>', 'container, if several serve the firm code')
    .action(act(giveBack))
}

async function giveBack(workplace: Workplace, options: ReturnOptions): Promise<Outcome> {
  const { license: licenseIds, all = false } = options
  if ((licenseIds === undefined) === !all) throw new UsageError('Say which licenses: --license ID, or --all.')
  const whom = await whomOf(workplace, options)
  return carryOut(
    workplace,
    options,
    () => returnErrand(whom, licenseIds),
    async (way) => [await returnLicenses(way, { ...whom, licenseIds })],
  )
}
