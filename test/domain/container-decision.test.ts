import { stateAfterDecision } from '../../src/domain/container-decision.ts'

test.each([
  ['known', 'ContainerBlocked', 'blocked'],
  ['manipulation', 'ContainerBlocked', 'blocked'],
  ['blocked', 'ContainerBlocked', undefined],
  ['blocked', 'ContainerUnblocked', 'known'],
  ['known', 'ContainerUnblocked', undefined],
  ['manipulation', 'ContainerUnblocked', undefined],
  ['manipulation', 'ContainerAccepted', 'known'],
  ['known', 'ContainerAccepted', 'known'],
  ['blocked', 'ContainerAccepted', undefined],
  ['manipulation', 'ContainerRejected', 'blocked'],
  ['blocked', 'ContainerRejected', undefined],
] as const)('a container that is %s, by %s: %s', (state, decision, becomes) => {
  expect(stateAfterDecision(state, decision)).toBe(becomes)
})
