import { traceOf } from '../../src/http/trace.ts'

const random = (bytes: number) => Buffer.from(Array.from({ length: bytes }, (_, n) => n + 1))
const fresh = {
  traceId: '090a0b0c0d0e0f101112131415161718',
  traceparent: '00-090a0b0c0d0e0f101112131415161718-0102030405060708-00',
}

test('continues the trace of the caller with a span of its own and the same flags', () => {
  expect(traceOf('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', random)).toEqual({
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-0102030405060708-01',
  })
})

test('reads a later version, which may have more fields', () => {
  expect(traceOf('01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more', random).traceId).toBe(
    '4bf92f3577b34da6a3ce929d0e0e4736',
  )
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
])('begins a trace for %j', (header) => {
  expect(traceOf(header, random)).toEqual(fresh)
})
