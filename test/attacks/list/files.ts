import { toBase64url } from '../../../src/formats/encoding.ts'
import { signJws, writeFlattened } from '../../../src/formats/jws.ts'
import { newContainer, newFirm } from '../../formats/support.ts'
import type { Attack, Connection } from '../attack.ts'
import { call, confirm, escaped, goodCall, post, times } from '../messages.ts'
import { wrap } from '../../soap/endpoint-kit.ts'

const json = (value: unknown) => toBase64url(JSON.stringify(value))
/** A context file that nobody signed. */
const file = (payload: string, header = json({ alg: 'EdDSA', kid: 'x'.repeat(43), typ: 'od-context+jws' })) =>
  JSON.stringify({ payload, protected: header, signature: 'AAAA' })
const handIn = (contextFile: string): Connection => post(confirm(escaped(contextFile)))
const one = (name: string, ...files: readonly (() => string)[]): Attack => ({
  name,
  answer: '500 CONTEXT_INVALID',
  connections: () => files.map((each) => handIn(each())),
})

/** Contexts that are signed by a key of their own, as anybody can make one. */
async function signed(change: (payload: Record<string, unknown>) => object, header: object = {}): Promise<Connection> {
  const firm = await newFirm()
  const { signing, serial, context, suite, signingKey, agreementKey } = newContainer(firm)
  const { licenses: _, removed: __, digest, createdAt, ...rest } = context
  const payload = {
    v: 1,
    ...rest,
    serial,
    suite,
    signingKey,
    agreementKey,
    digest: toBase64url(digest),
    createdAt: createdAt.toISOString(),
    licenses: [],
    removed: [],
  }
  const jws = await signJws('od-context+jws', change(payload), signing.signer)
  const protectedHeader = JSON.parse(Buffer.from(jws.protected, 'base64url').toString()) as object
  return handIn(writeFlattened({ ...jws, protected: json({ ...protectedHeader, ...header }) }))
}

const summary = (i: number) => ({
  licenseId: `0198abcd-0000-7000-8000-${i.toString(16).padStart(12, '0')}`,
  generation: 1,
  consumed: '0',
})
/** Numbers whose hashes were their last 24 bits in some releases of the engine. */
const colliding = Array.from({ length: 40_000 }, (_, i) => String(((i % 255) + 1) * 2 ** 24 + (i >> 8) * 2 ** 16))

export const fileAttacks: readonly Attack[] = [
  one(
    'a context of nested lists',
    () => file(toBase64url(`{"serial":${'['.repeat(350_000)}${']'.repeat(350_000)}}`)),
    () => `{"a":${'['.repeat(900_000)}`,
    () => '['.repeat(900_000),
  ),
  one('a context of nested objects', () => file(toBase64url('{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000)))),
  one(
    'a context of 60,000 members',
    () => file(toBase64url(`{${times(60_000, (i) => `"a${i}":1,`)}"b":1}`)),
    () => `{${times(60_000, (i) => `"a${i}":1,`)}"b":1}`,
  ),
  one(
    'a context whose members collide',
    () => file(toBase64url(`{${colliding.map((key) => `"${key}":1`).join(',')}}`)),
    () => file(toBase64url(JSON.stringify({ serial: colliding }))),
  ),
  one('a context with one member 60,000 times', () =>
    file(toBase64url(`{${'"serial":"130-1",'.repeat(40_000)}"v":1}`)),
  ),
  one(
    'numbers that are too large',
    () => file(toBase64url(`{"serial":${'9'.repeat(500_000)}}`)),
    () => file(toBase64url('{"serial":1e999,"v":-1e-999}')),
  ),
  one(
    'a context that is no JSON, or no text',
    () => 'x',
    () => '{',
    () => 'null',
    () => '[]',
    () => file('*'),
    () => file('AA=='),
    () => file(toBase64url(Buffer.from([0xff, 0xfe, 0xc0]))),
  ),
  one('a context of more than a megabyte', () => ' '.repeat(1_040_000)),
  one(
    'a context with names of the engine',
    () =>
      file(
        json({ v: 1 }).replace(
          /.*/,
          toBase64url('{"__proto__":{"serial":"130-1","suite":"ed25519-x25519"},"constructor":{"prototype":{"v":1}}}'),
        ),
      ),
    () => `{"__proto__":{"payload":"AA","protected":"AA","signature":"AA"}}`,
  ),
  {
    name: 'signed by no algorithm, or by another',
    answer: '500 CONTEXT_INVALID',
    connections: () =>
      Promise.all(['none', 'None', 'HS256', 'RS256', 'ES256', ''].map((alg) => signed((payload) => payload, { alg }))),
  },
  {
    name: 'a header that brings keys, addresses or packing',
    answer: '500 CONTEXT_INVALID',
    connections: () =>
      Promise.all(
        [
          { jwk: { kty: 'OKP', crv: 'Ed25519', x: 'AA' } },
          { jku: 'http://169.254.169.254/keys' },
          { x5u: 'file:///etc/passwd' },
          { x5c: ['AAAA'] },
          { crit: ['b64'], b64: false },
          { zip: 'DEF' },
          { kid: '../../../etc/passwd' },
          { typ: 'od-update+jws' },
          { p2c: 2_147_483_647 },
        ].map((header) => signed((payload) => payload, header)),
      ),
  },
  {
    name: '6,000 licenses in a signed context',
    answer: /^500 (CONTEXT_INVALID|CONTAINER_UNKNOWN)$/,
    connections: async () => [
      await signed((payload) => ({ ...payload, licenses: Array.from({ length: 6_000 }, (_, i) => summary(i)) })),
    ],
  },
  {
    name: 'the same license 6,000 times in a signed context',
    answer: '500 CONTEXT_INVALID',
    connections: async () => [
      await signed((payload) => ({ ...payload, licenses: Array.from({ length: 6_000 }, () => summary(1)) })),
    ],
  },
  {
    name: 'keys of other kinds and sizes',
    answer: '500 KEY_INVALID',
    connections: () =>
      [
        '{"kty":"RSA","n":"AQAB","e":"AQAB"}',
        '{"kty":"oct","k":"AA"}',
        '{"kty":"OKP","crv":"Ed25519","x":"AA"}',
        '{"kty":"OKP","crv":"X25519","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}',
        '{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}',
        '{"__proto__":{"kty":"OKP"}}',
        '['.repeat(500),
        'null',
      ].map((key) =>
        post(
          call(
            'EnrollContainer',
            `<enrollment><containerKind>software</containerKind><firmCode>6000010</firmCode><signingKey>${escaped(key)}</signingKey><agreementKey>${escaped(key)}</agreementKey></enrollment>`,
          ),
        ),
      ),
  },
  {
    name: 'tickets of any text',
    answer:
      /^500 (TICKET_MALFORMED|TICKET_UNKNOWN|INVALID_REQUEST)( \| 500 (TICKET_MALFORMED|TICKET_UNKNOWN|INVALID_REQUEST))*$/,
    connections: () =>
      [
        ';'.repeat(100),
        '-'.repeat(100),
        "' OR 1=1 --",
        '%00',
        '../..',
        '\u0130'.repeat(20),
        'ﬁ'.repeat(12),
        '0'.repeat(60_000),
      ].map((ticket) => post(call('GetTickets', `<ticketIds><ticketId>${escaped(ticket)}</ticketId></ticketIds>`))),
  },
  {
    name: '20 good calls in one connection after all this',
    answer: /^200(, 200){19}$/,
    connections: () => {
      const [piece] = post(wrap(goodCall), { headers: { connection: 'keep-alive' } }).pieces
      return [{ pieces: Array.from({ length: 20 }, () => piece ?? ''), contentAfter: 300 }]
    },
  },
]
