import { listContainers } from '../../container-folder.ts'
import type { Describe, Outcome, Workplace } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'

interface CheckOptions {
  depot?: string
  serial?: string[]
}

export const describeCheck: Describe = (program, act) => {
  program
    .command('check')
    .description('ask the Depot whether containers are blocked: exit code 0 none is, 6 one is')
    .option('--depot <url>', 'Depot Interface (OPENDEPOT_DEPOT)')
    .option('--serial <serial...>', 'these containers; else all that are here')
    .action(act(check))
}

async function check({ runtime, connect }: Workplace, options: CheckOptions): Promise<Outcome> {
  const serials = options.serial ?? (await listContainers(runtime))
  const depot = await connect(options.depot)
  const checked: { containerSerial: string; state: string }[] = []
  for (const containerSerial of serials) {
    const { state } = await depot<{ state: string }>('CheckContainer', { containerSerial })
    checked.push({ containerSerial, state })
  }
  const isBlocked = checked.some(({ state }) => state === 'blocked')
  const lines = checked.map(({ containerSerial, state }) => `Container ${containerSerial}: ${words[state] ?? state}.`)
  return {
    lines: lines.length > 0 ? lines : ['There is no container here.'],
    json: { containers: checked },
    ...(isBlocked && { exitCode: exitCodes.invalid }),
  }
}

const words: Readonly<Record<string, string>> = {
  ok: 'not blocked',
  blocked: 'blocked; ask the support of the vendor',
}
