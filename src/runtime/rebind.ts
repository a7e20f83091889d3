import type { MachinePart } from '../formats/fingerprint.ts'
import { bindTo, changedParts, type Bound } from './binding.ts'
import type { Runtime } from './runtime.ts'
import type { ContainerState } from './state.ts'

/** So many re-bindings are remembered. */
const remembered = 20

/** A container in clear, with the binding that it was opened by. */
export interface Opened {
  readonly state: ContainerState
  readonly bound: Bound
}

/**
 * A container bound to the machine as it is now, if a part of it is another one than before or is new; else the very same.
 * The key changes too, so what the parts of yesterday open is the file of yesterday (docs/formats.md §7.1).
 */
export function boundNow(
  { now, random }: Pick<Runtime, 'now' | 'random'>,
  opened: Opened,
  machine: readonly MachinePart[],
): Opened {
  const { state, bound } = opened
  const parts = changedParts(bound.binding, machine)
  if (parts.length === 0) return opened
  const rebound = [...(state.rebound ?? []), { at: now().toISOString(), parts }].slice(-remembered)
  return { state: { ...state, rebound }, bound: bindTo(bound.binding.scheme, machine, random) }
}
