import { adviceOn } from '../../advice.ts'
import { ferry } from '../../ferry.ts'
import { writeAnswer, type AnswerFile, type ContextWish } from '../../request-file.ts'
import { readText, UsageError, writeOut, type Describe, type Outcome, type Workplace } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'

interface FerryOptions {
  depot?: string
  out?: string
  ticket?: string
  all?: boolean
}

export const describeFerry: Describe = (program, act) => {
  program
    .command('ferry')
    .description('carry request files of machines without network to the Depot, and write its answers (.oda)')
    .argument('<file...>', 'request files (.odr), or contexts (.odc)')
    .option('--depot <url>', 'Depot Interface (OPENDEPOT_DEPOT)')
    .option('--out <file>', 'where to write the answer; else beside the request, as .oda')
    .option('--ticket <ticket>', 'for a context: the ticket to redeem; without, what waits is fetched')
    .option('--all', 'for a context: all licenses of the ticket')
    .action(act(carry))
}

async function carry({ words, progress, connect }: Workplace, options: FerryOptions): Promise<Outcome> {
  if (options.out !== undefined && words.length > 1) throw new UsageError('One answer file is for one request file.')
  const depot = await connect(options.depot)
  const wish: ContextWish = { ticketId: options.ticket, all: options.all }
  const carried: (Pick<AnswerFile, 'operation' | 'serial' | 'firmCode'> & { answerFile: string; refused?: string })[] =
    []
  for (const path of words) {
    const answer = await ferry(depot, await readText(path), wish)
    const answerFile = options.out ?? answerPath(path)
    await writeOut(answerFile, writeAnswer(answer))
    progress(describeCarried(answer, answerFile))
    const { operation, serial, firmCode } = answer
    carried.push({ operation, serial, firmCode, answerFile, ...('fault' in answer && { refused: answer.fault.code }) })
  }
  const isRefused = carried.some(({ refused }) => refused !== undefined)
  const lines = ['Bring each answer to its machine: "opendepot-runtime import FILE".']
  return { lines, json: { carried }, ...(isRefused && { exitCode: exitCodes.depotRefused }) }
}

function answerPath(path: string): string {
  return `${path.replace(/\.(odr|odc)$/, '')}.oda`
}

function describeCarried(answer: AnswerFile, answerFile: string): string {
  const head = `${answer.operation} for container ${answer.serial}`
  if ('result' in answer) return `${head}: the answer is in ${answerFile}.`
  const { code, text } = answer.fault
  return `${head} was refused: ${text} (${code}; told in ${answerFile}). ${adviceOn(code)}`
}
