import { isIpRange, isWithin } from '../src/ip-range.ts'

test.each([
  ['10.20.0.0/16', true],
  ['192.0.2.7', true],
  ['0.0.0.0/0', true],
  ['2001:db8::/32', true],
  ['::1', true],
  ['10.20.0.0/33', false],
  ['2001:db8::/129', false],
  ['10.20.0', false],
  ['10.20.0.0/', false],
  ['fe80::1%eth0', false],
  ['depot.example', false],
])('%s is a range: %s', (text, expected) => {
  expect(isIpRange(text)).toBe(expected)
})

test.each([
  ['10.20.255.1', true],
  ['10.21.0.1', false],
  ['::ffff:10.20.0.9', true],
  ['::ffff:10.21.0.9', false],
  ['192.0.2.7', true],
  ['192.0.2.8', false],
  ['2001:db8:1::2', true],
  ['2001:db9::2', false],
  ['not an address', false],
  [undefined, false],
])('%s is within: %s', (address, expected) => {
  expect(isWithin(['10.20.0.0/16', '192.0.2.7', '2001:db8::/32'], address)).toBe(expected)
})
