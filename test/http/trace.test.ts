import { traceIdOf, traceparentOf } from '../../src/http/trace.ts'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'

test('continues the trace of the caller, also of a later version, which may have more fields', () => {
  expect(traceIdOf(`00-${traceId}-00f067aa0ba902b7-01`)).toBe(traceId)
  expect(traceIdOf(`01-${traceId}-00f067aa0ba902b7-01-more`)).toBe(traceId)
})

test.each([
  undefined,
  '',
  'nonsense',
  '00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01',
  '00-00000000000000000000000000000000-00f067aa0ba902b7-01',
  '00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01',
  'ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7',
])('finds none in %j', (header) => {
  expect(traceIdOf(header)).toBeUndefined()
})

test('answers with the trace and a span of its own', () => {
  const header = traceparentOf(traceId, (bytes) => 'ab'.repeat(bytes))
  expect(header).toBe(`00-${traceId}-abababababababab-00`)
  expect(traceIdOf(header)).toBe(traceId)
})
