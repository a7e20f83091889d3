import type { BindingJudgement, BindingScheme, Fingerprint, FingerprintPart } from './container.ts'

/** How many of its bound parts a tolerant binding needs to find again: more than half, and at least two. */
export function partsNeeded(count: number): number {
  return Math.max(2, Math.floor(count / 2) + 1)
}

/** The part that an operator gives a machine; an `operator` binding looks at no other. */
const operatorPart = 'operator'

/** Why a fingerprint cannot be bound to, as the rest of a sentence; undefined when it can (docs/formats.md §7.1). */
export function cannotBindTo({ scheme, parts }: Fingerprint): string | undefined {
  if (scheme === 'tolerant' && parts.length < 2) return 'has one part, and a tolerant binding needs at least two'
  if (scheme === 'operator' && !parts.some(({ name }) => name === operatorPart)) {
    return `lacks the part ${operatorPart}, which an operator binding is about`
  }
  return undefined
}

/**
 * Compares the machine to which a container was bound with the one that it shows now (docs/formats.md §7.1). `strict`: every
 * part is the same. `tolerant`: most of them are; if it holds, and a part is another one or new, it is bound anew to what it
 * shows. `operator`: the part of the operator is the same. Parts that come on top never stand against it.
 */
export function judgeBinding(bound: Fingerprint | undefined, shown: Fingerprint | undefined): BindingJudgement {
  if (bound === undefined) return { holds: true, score: 1, reasons: [], rebinds: false }
  const deciding = decidingParts(bound)
  const found = partsByName(shown)
  const reasons = deciding.flatMap((part) => difference(part, found.get(part.name)))
  const same = deciding.length - reasons.length
  const score = same / Math.max(1, deciding.length)
  if (shown !== undefined && shown.scheme !== bound.scheme) {
    const loosened = [...reasons, `it is bound ${bound.scheme}, not ${shown.scheme}`]
    return { holds: false, score, reasons: loosened, rebinds: false }
  }
  const isTolerant = bound.scheme === 'tolerant'
  const holds = isTolerant ? same >= partsNeeded(deciding.length) : reasons.length === 0
  return { holds, score, reasons, rebinds: holds && isTolerant && showsOthers(bound, shown) }
}

/** So much of the machine of a lost container has to be there for another one to take its place. */
const sameMachine = { share: 0.5, parts: 2 }

/**
 * Whether a machine is the one of a lost container: at least half of its parts and two of them, whatever the scheme; where an
 * operator vouches for machines, his part decides alone. It may have been installed anew, so it has to show less than the
 * container itself would.
 */
export function judgeSameMachine(bound: Fingerprint, shown: Fingerprint): Pick<BindingJudgement, 'holds' | 'score'> {
  const deciding = decidingParts(bound)
  const found = partsByName(shown)
  const same = deciding.filter((part) => difference(part, found.get(part.name)).length === 0).length
  const score = same / Math.max(1, deciding.length)
  const isVouchedFor = bound.scheme === 'operator' && score === 1
  return { holds: isVouchedFor || (score >= sameMachine.share && same >= sameMachine.parts), score }
}

function decidingParts({
  scheme,
  parts,
}: { readonly scheme: BindingScheme } & Fingerprint): readonly FingerprintPart[] {
  return scheme === 'operator' ? parts.filter(({ name }) => name === operatorPart) : parts
}

function partsByName(fingerprint: Fingerprint | undefined): ReadonlyMap<string, FingerprintPart> {
  return new Map(fingerprint?.parts.map((part) => [part.name, part]))
}

function difference({ name, hash }: FingerprintPart, now: FingerprintPart | undefined): string[] {
  if (now === undefined) return [`part ${name} is missing`]
  return Buffer.compare(now.hash, hash) === 0 ? [] : [`part ${name} is another`]
}

/** Whether a part is shown that it is not bound to: another one or a new one. One that is missing may only be unreadable now. */
function showsOthers(bound: Fingerprint, shown: Fingerprint | undefined): boolean {
  const before = partsByName(bound)
  return shown?.parts.some((part) => difference(part, before.get(part.name)).length > 0) === true
}
