/** A signing key as its rotation looks at it. */
export interface RotatingKey {
  readonly kid: string
  readonly epoch: number
  readonly state: 'next' | 'active' | 'retired' | 'compromised'
}

export interface RotationWish {
  /** The new key signs at once, and is not published first. */
  readonly now: boolean
  /** A key that is in wrong hands. */
  readonly compromised?: string | undefined
}

/** What a rotation does: states that change, by key, and the key that is to be made if one is. */
export interface Rotation {
  readonly states: ReadonlyMap<string, RotatingKey['state']>
  readonly make?: { readonly epoch: number; readonly state: 'next' | 'active' }
}

/**
 * One turn of the signing keys of a firm code (design §4.4). At first a next key is made, which is published while the old
 * one signs on; the turn after that it takes its place. A compromised key raises the epoch, by which containers refuse
 * whatever it signs: a new key takes over at once, and of all others none signs any more, since they are of the old epoch.
 * @throws RangeError if the compromised key is none of these, or known as such
 */
export function planRotation(keys: readonly RotatingKey[], { now, compromised }: RotationWish): Rotation {
  const epoch = Math.max(1, ...keys.map((key) => key.epoch))
  if (compromised !== undefined) {
    const stolen = keys.find(({ kid }) => kid === compromised)
    if (stolen === undefined) throw new RangeError(`${compromised} is none of its signing keys`)
    if (stolen.state === 'compromised') throw new RangeError(`${compromised} is known to be compromised`)
    const states = new Map([...retired(keys, ['next', 'active']), [compromised, 'compromised' as const]])
    return { states, make: { epoch: epoch + 1, state: 'active' } }
  }
  const next = keys.find(({ state }) => state === 'next')
  if (next !== undefined) return { states: new Map([...retired(keys, ['active']), [next.kid, 'active' as const]]) }
  if (!now) return { states: new Map(), make: { epoch, state: 'next' } }
  return { states: retired(keys, ['active']), make: { epoch, state: 'active' } }
}

function retired(
  keys: readonly RotatingKey[],
  from: readonly RotatingKey['state'][],
): Map<string, RotatingKey['state']> {
  return new Map(keys.filter(({ state }) => from.includes(state)).map(({ kid }) => [kid, 'retired']))
}
