/** What a container is for its vendor; see the entity. */
export type ContainerState = 'known' | 'manipulation' | 'blocked'

/** What people decide about a container, by the names of its events. */
export const containerDecisions = {
  ContainerBlocked: { from: ['known', 'manipulation'], to: 'blocked' },
  /** Whatever stopped it before its block is judged anew by its next context. */
  ContainerUnblocked: { from: ['blocked'], to: 'known' },
  /** Also while it is known: one that is on another machine is refused, and stays known in case it comes home. */
  ContainerAccepted: { from: ['known', 'manipulation'], to: 'known' },
  ContainerRejected: { from: ['known', 'manipulation'], to: 'blocked' },
} as const satisfies Record<string, { from: readonly ContainerState[]; to: ContainerState }>

export type ContainerDecision = keyof typeof containerDecisions

/** The state after a decision, or undefined if there is nothing to decide. */
export function stateAfterDecision(state: ContainerState, decision: ContainerDecision): ContainerState | undefined {
  const { from, to }: { from: readonly ContainerState[]; to: ContainerState } = containerDecisions[decision]
  return from.includes(state) ? to : undefined
}
