import type { Words } from '../advice.ts'
import { UsageError } from './command.ts'

/** What becomes invalid by these, to be read before anything happens. */
export const terms: Readonly<Record<'reactivate' | 'restore', Words>> = {
  reactivate: {
    en: 'The licenses become invalid for good on the machine that has them now, also if it turns up again.',
    de: 'Die Lizenzen werden auf der Maschine, die sie jetzt hat, für immer ungültig, auch wenn sie wieder auftaucht.',
  },
  restore: {
    en: 'The old container is blocked for good, also if it turns up again.',
    de: 'Der alte Container wird für immer gesperrt, auch wenn er wieder auftaucht.',
  },
}

/** @throws UsageError if the user has not said that he knows */
export function requireTerms(what: keyof typeof terms, accepted: boolean | undefined): void {
  if (accepted !== true) throw new UsageError(`${terms[what].en}\nSay --accept-terms if you agree; nothing was done.`)
}
