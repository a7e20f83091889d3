import { Option } from 'commander'
import type { Language } from '../../advice.ts'
import { UsageError, type Describe, type Outcome, type Workplace } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { leadThrough } from '../wizard/wizard.ts'
import { languageOf } from '../wizard/words.ts'

interface WizardOptions {
  depot?: string
  language?: Language
  test?: boolean
}

export const describeWizard: Describe = (program, act) => {
  program
    .command('wizard')
    .description('be led through everything, in English or German')
    .option('--depot <url>', 'Depot Interface (OPENDEPOT_DEPOT)')
    .addOption(new Option('--language <language>', 'else that of the system').choices(['en', 'de']))
    .option('--test', 'take files of a test installation')
    .action(act(wizard))
}

async function wizard(workplace: Workplace, { depot, language, test = false }: WizardOptions): Promise<Outcome> {
  const { environment } = workplace.surroundings
  if (workplace.asJson) throw new UsageError('The wizard talks with people; programs use the other commands.')
  const isDone = await leadThrough(workplace, { language: language ?? languageOf(environment), depot, test })
  return { lines: [], json: {}, ...(!isDone && { exitCode: exitCodes.usage }) }
}
