import type { Language } from '../../advice.ts'
import { RuntimeRefusal } from '../../refusal.ts'
import { UsageError, type Workplace } from '../command.ts'
import { fetchUpdates, renew, show, take } from './keep.ts'
import { bringBack, getFromLost, giveBack } from './moves.ts'
import { redeem } from './redeem.ts'
import { tellRefusal, type Scene, type Stage } from './stage.ts'
import { InputEnded, newTalk, type Talk } from './talk.ts'
import type { Word } from './words.ts'

/** What the wizard offers, in the order of its menu. */
const menu: readonly (readonly [Word, Scene])[] = [
  ['redeem', redeem],
  ['show', show],
  ['fetch', fetchUpdates],
  ['giveBack', giveBack],
  ['lost', getFromLost],
  ['restore', bringBack],
  ['renew', renew],
  ['take', take],
]

/** How a person is to be led. */
export interface Guidance {
  readonly language: Language
  readonly depot: string | undefined
  /** Take files of a test installation. */
  readonly test: boolean
}

/** Leads a person through everything that can be done with the licenses of this computer; false if the input ended midway. */
export async function leadThrough(workplace: Workplace, { language, depot: url, test }: Guidance): Promise<boolean> {
  const { runtime, surroundings } = workplace
  const input = surroundings.input?.()[Symbol.asyncIterator]()
  if (input === undefined) throw new UsageError('The wizard needs somebody to talk with.')
  const talk = newTalk(language, input, surroundings.out)
  talk.say('welcome')
  try {
    const depot = await askDepot(workplace, talk, url)
    while (await step({ talk, runtime, depot, test }));
    talk.say('bye')
    return true
  } catch (error) {
    if (!(error instanceof InputEnded)) throw error
    talk.say('ended')
    return false
  } finally {
    await input.return?.()
  }
}

async function askDepot({ connect, surroundings }: Workplace, talk: Talk, url: string | undefined) {
  const known = url ?? surroundings.environment['OPENDEPOT_DEPOT']
  if (known !== undefined && known !== '') return connect(known)
  for (;;) {
    const typed = await talk.ask('depot')
    if (typed === '') {
      talk.say('byFile')
      return undefined
    }
    if (URL.canParse(typed)) return connect(typed)
    talk.say('noAddress')
  }
}

/** One turn of the menu; false: the person is done. */
async function step(stage: Stage): Promise<boolean> {
  const { talk } = stage
  talk.show('')
  talk.say('what')
  menu.forEach(([word], index) => talk.show(`  ${index + 1}  ${talk.words(word)}`))
  talk.show(`  0  ${talk.words('quit')}`)
  const answer = await talk.ask('number')
  if (answer === '0' || answer === '') return false
  const [, scene] = menu[Number(answer) - 1] ?? []
  if (scene === undefined) {
    talk.say('notThere')
    return true
  }
  try {
    await scene(stage)
  } catch (error) {
    if (error instanceof UsageError) talk.say('refused', error.message)
    else if (error instanceof RuntimeRefusal) tellRefusal(stage, error)
    else throw error
  }
  return true
}
