import type { ServiceModel } from '../soap/model.ts'
import { comparer, outcomeOf } from './compare.ts'
import { type Element, readBody, readBodyText } from './message.ts'
import type { CompareOptions } from './options.ts'
import type { Send } from './outbound.ts'
import { Pairs } from './pairs.ts'
import { fieldFinder, type Names } from './patterns.ts'
import type { Job, Verdict } from './verdict.ts'

/** Differences of one call that are told one by one. */
const mostTold = 50

/** Plays a call against the other side and says how its answer differs from ours; never throws. */
export type Judge = (job: Job) => Promise<Verdict>

export function judgeOf(send: Send, model: ServiceModel, options: CompareOptions): Judge {
  const pairs = new Pairs()
  const compare = comparer(model, options, pairs)
  const ids = fieldFinder(options.ids)
  return async ({ operation: name, request, answer, charset }) => {
    const started = performance.now()
    const since = () => Math.round(performance.now() - started)
    try {
      const operation = model.operations.find((known) => known.name === name)
      if (operation === undefined) throw new Error(`the WSDL has no operation ${name}`)
      const { translated, unpaired } = translate(readBody(request, charset))
      const text = await send(name, translated)
      const milliseconds = since()
      const [ours, theirs] = [readBody(answer), readAnswer(text)]
      const all = compare(operation, ours, theirs)
      const differences = all.slice(0, mostTold)
      return {
        outcome: all.length === 0 ? 'same' : 'different',
        here: outcomeOf(ours),
        there: outcomeOf(theirs),
        milliseconds,
        ...(all.length > 0 && { differences }),
        ...(all.length > mostTold && { more: all.length - mostTold }),
        ...(unpaired.length > 0 && { unpaired }),
      }
    } catch (error) {
      return { outcome: 'failed', reason: reasonOf(error), milliseconds: since() }
    }
  }

  /** A request as the other side understands it: ids that we made are replaced by those that it made. */
  function translate(request: Element): { translated: Element; unpaired: string[] } {
    const unpaired: string[] = []
    const inTheirs = (element: Element, names: Names): Element => {
      if (element.children.length > 0) {
        return { ...element, children: element.children.map((child) => inTheirs(child, [...names, child.name])) }
      }
      const kind = element.text === '' ? undefined : ids(names)
      if (kind === undefined) return element
      const theirs = pairs.theirs(kind, element.text)
      if (theirs === undefined) unpaired.push(names.join('/'))
      return theirs === undefined ? element : { ...element, text: theirs }
    }
    return { translated: inTheirs(request, [request.name]), unpaired }
  }
}

function readAnswer(text: string): Element {
  try {
    return readBodyText(text)
  } catch (error) {
    throw new Error(`its answer cannot be read: ${reasonOf(error)}`, { cause: error })
  }
}

/** One sentence, as it goes into logs and reports. */
function reasonOf(error: unknown): string {
  const { message, code } = error as { message?: unknown; code?: unknown }
  const text = typeof message === 'string' && message !== '' ? message : String(code ?? error)
  return text.slice(0, 500)
}
