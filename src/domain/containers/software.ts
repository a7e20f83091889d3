import type { BindingJudgement, Fingerprint, LicenseContainer } from '../container.ts'

/**
 * A container in a file of a machine. Its keys are encrypted to the machine, so a copied file is useless elsewhere; the
 * fingerprint in its contexts lets the server see the same.
 */
export const software: LicenseContainer = {
  kind: 'software',
  serialMask: '130',
  suite: 'ed25519-x25519',
  bindingScheme: 'strict',
  bindingSchemes: ['strict', 'tolerant', 'operator'],
  needsFingerprint: true,
  canBeOffline: true,
  livesOnServer: false,
  canBorrow: true,
  canBeRestored: true,
  cannotHold: () => undefined,
  judgeBinding,
}

/**
 * `strict`: every part it was bound to is there and unchanged, and the scheme is the same. Parts that come on top (a
 * second disk, a newer runtime that looks at more) change nothing.
 */
function judgeBinding(bound: Fingerprint | undefined, shown: Fingerprint | undefined): BindingJudgement {
  if (bound === undefined) return { holds: true, score: 1, reasons: [] }
  const found = new Map(shown?.parts.map((part) => [part.name, part.hash]))
  const reasons = bound.parts.flatMap(({ name, hash }) => {
    const now = found.get(name)
    if (now === undefined) return [`part ${name} is missing`]
    return Buffer.compare(now, hash) === 0 ? [] : [`part ${name} is another`]
  })
  const score = 1 - reasons.length / Math.max(1, bound.parts.length)
  if (shown !== undefined && shown.scheme !== bound.scheme)
    reasons.push(`it is bound ${bound.scheme}, not ${shown.scheme}`)
  return { holds: reasons.length === 0, score, reasons }
}
