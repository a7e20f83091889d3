import type { RenewalWord } from '../domain/renewal.ts'
import { list, object, oneOf, optional, refuse, text, type Reader } from '../formats/shape.ts'
import { askHook, type AskingCall, type Hook } from './ask-hook.ts'
import type { HookContainer, HookLicense } from './facts.ts'

/** A license whose user wants to renew it. */
export interface RenewalQuestion {
  readonly license: HookLicense
  readonly container: HookContainer
}

/** Asks the vendor what becomes of a renewal. */
export interface RenewalModule {
  /** @throws Fault `UNAVAILABLE` */
  ask(call: AskingCall, question: RenewalQuestion): Promise<RenewalWord>
}

/** A time with its zone, also as other languages write it. */
const time: Reader<Date> = (value, path) => {
  const written = text(20, 35, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/)(value, path)
  const at = new Date(written)
  return Number.isNaN(at.getTime()) ? refuse(path, 'is no time') : at
}

const offer = object({ name: text(1, 256), text: text(1, 2000), address: optional(text(1, 2000, /^https?:\/\//)) })
const decision = object({ decision: oneOf('renew', 'byRule', 'offer', 'refuse') })
const renewed = object({ until: optional(time) })
const offered = object({ offers: list(offer, { min: 1, max: 20 }) })
const refused = object({ text: text(1, 1000), waitUntil: optional(time) })

const answer: Reader<RenewalWord> = (value, path) => {
  const word = decision(value, path)
  if (word.decision === 'renew') return { decision: 'renew', ...renewed(value, path) }
  if (word.decision === 'offer') return { decision: 'offer', ...offered(value, path) }
  if (word.decision === 'refuse') return { decision: 'refuse', ...refused(value, path) }
  return { decision: 'byRule' }
}

/** The module of a vendor who is asked by HTTP. */
export function httpRenewalModule(hook: Hook): RenewalModule {
  return { ask: (call, question) => askHook(hook, call, { question: 'renewal', ...question }, answer) }
}
