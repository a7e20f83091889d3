import { countedAddress, isIpRange, isWithin, networkOf, normalAddress } from '../src/ip-range.ts'

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

test.each([
  ['192.0.2.7', '192.0.2.7', '192.0.2.7', '192.0.2.0/24'],
  ['::ffff:192.0.2.7', '192.0.2.7', '192.0.2.7', '192.0.2.0/24'],
  ['::FFFF:c000:0207', '192.0.2.7', '192.0.2.7', '192.0.2.0/24'],
  ['2001:0DB8:0001:0002:0003:0000:0000:0009', '2001:db8:1:2:3::9', '2001:db8:1:2::/64', '2001:db8:1::/48'],
  ['2001:db8::9', '2001:db8::9', '2001:db8::/64', '2001:db8::/48'],
  ['::1', '::1', '::/64', '::/48'],
  ['1::', '1::', '1::/64', '1::/48'],
  ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8', '1:2:3:4::/64', '1:2:3::/48'],
  ['64:ff9b::192.0.2.7', '64:ff9b::c000:207', '64:ff9b::/64', '64:ff9b::/48'],
  ['fe80::1%eth0', 'fe80::1', 'fe80::/64', 'fe80::/48'],
])('%s is %s, counts as %s, in %s', (text, normal, counted, network) => {
  expect(normalAddress(text)).toBe(normal)
  expect([countedAddress(normal), networkOf(normal)]).toEqual([counted, network])
})

test.each(['', 'unknown', '1.2.3', '1.2.3.4.5', '[::1]', '1:2:3:4:5:6:7:8:9'])('%s is no address', (text) => {
  expect(normalAddress(text)).toBeUndefined()
})
