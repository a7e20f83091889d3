import { Fault } from '../faults.ts'
import { object, oneOf, optional, text } from '../formats/shape.ts'
import { askHook, type AskingCall, type Hook } from './ask-hook.ts'
import type { HookContainer, HookLicense } from './facts.ts'

/** An activation that is about to be done. */
export interface ActivationQuestion {
  /** `reactivate`: licenses that are somewhere else are to be issued anew. */
  readonly kind: 'activate' | 'reactivate'
  readonly container: HookContainer
  /** The licenses that are asked for, or that can be: which of them go is decided after this. */
  readonly licenses: readonly HookLicense[]
  readonly parameters: readonly { readonly name: string; readonly value: string }[]
}

/** Asks the vendor whether an activation may go on. */
export interface ActivationCheck {
  /** @throws Fault `CHECK_REFUSED` with the words of the vendor, `UNAVAILABLE` */
  ask(call: AskingCall & Noting, question: ActivationQuestion): Promise<void>
}

interface Noting {
  note(facts: Record<string, string>): void
}

const answer = object({ decision: oneOf('allow', 'refuse'), text: optional(text(1, 1000)) })

/**
 * The check of a vendor who is asked by HTTP.
 * @param outage what becomes of an activation while he cannot be asked
 */
export function httpActivationCheck(hook: Hook, outage: 'refuse' | 'allow'): ActivationCheck {
  return {
    ask: async (call, question) => {
      const { decision, text: why } = await askHook(hook, call, { question: 'activation', ...question }, answer).catch(
        (error: unknown) => {
          if (outage === 'refuse' || !(error instanceof Fault)) throw error
          call.note({ activationCheck: `not waited for: ${(error.facts.cause as Error).message}` })
          return { decision: 'allow' as const, text: undefined }
        },
      )
      if (decision === 'refuse') throw new Fault('CHECK_REFUSED', why ?? 'The vendor refuses this activation.')
    },
  }
}
