import { InvalidArgumentError, type Command } from 'commander'
import { authorOf } from './author.ts'
import { firmCodeArgument } from './firm-code-argument.ts'
import { storageFor } from './key-storage.ts'
import { rotateKeys, type TurnedKey } from './rotate-keys.ts'
import type { CommandTools } from './run.ts'
import { withStore } from './with-store.ts'

interface RotateOptions {
  readonly now?: boolean
  readonly compromised?: string
  readonly years: number
  readonly comment?: string
}

/** `opendepot keys rotate`: another signing key for a firm code. */
export function registerRotate(group: Command, { terminal, show, withJson }: CommandTools): void {
  withJson(group.command('rotate').argument('<firm-code>', 'whole number', firmCodeArgument))
    .description('make the next signing key of a firm code; again, to have it sign in place of the present one')
    .option('--now', 'the new key signs at once, on all nodes that have it')
    .option('--compromised <key-id>', 'a key is in wrong hands: a new one of a higher epoch signs at once')
    .option('--years <n>', 'how long a new key may sign', yearsArgument, 2)
    .option('--comment <text>', 'for the history')
    .action(async (firmCode: number, { now = false, compromised, years, comment }: RotateOptions) => {
      const author = authorOf(terminal, 'keys rotate')
      const { keys, inFiles } = await withStore(terminal, async (store, config) => {
        const wish = { firmCode, now, compromised, years, comment }
        const turned = await rotateKeys(store, await storageFor(config), author, wish)
        return { keys: turned, inFiles: config.signer === undefined }
      })
      show({
        json: { firmCode, keys: keys.map(({ kid, state, epoch, notAfter }) => ({ kid, state, epoch, notAfter })) },
        text: [...keys.map(lineOf), ...adviceFor(firmCode, keys, inFiles)].join('\n'),
      })
    })
}

const words = {
  next: 'is published and signs nothing yet',
  active: 'signs from now on',
  retired: 'signs no more; what it signed stays good',
  compromised: 'is compromised; containers that have seen the new epoch refuse whatever it signs',
} as const

function lineOf({ kid, state, epoch, notAfter }: TurnedKey): string {
  return `Key ${kid} (epoch ${epoch}, until ${notAfter.toISOString().slice(0, 10)}) ${words[state]}.`
}

function adviceFor(firmCode: number, keys: readonly TurnedKey[], inFiles: boolean): string[] {
  if (keys.some(({ state }) => state === 'next')) {
    const then = `run "opendepot keys rotate ${firmCode}" again: it signs then.`
    return [
      inFiles ? `Give its file to every node that has a key folder of its own, then ${then}` : `To go on, ${then}`,
    ]
  }
  return ['Running servers notice it within a second.']
}

function yearsArgument(text: string): number {
  if (/^([1-9]|[12][0-9]|30)$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It has to be a whole number from 1 to 30.')
}
