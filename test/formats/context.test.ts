import { contextSerial, readContainerKeys, readContext, writeContext } from '../../src/formats/context.ts'
import { toBase64url, type JsonObject } from '../../src/formats/encoding.ts'
import { signJws, writeFlattened, type FileType } from '../../src/formats/jws.ts'
import { containerSerial, thumbprint } from '../../src/formats/keys.ts'
import { newContainer, newFirm, newKeyPair, type KeyPair } from './support.ts'

const firm = await newFirm()
const container = newContainer(firm)
const file = await writeContext(container.context, container.signing.signer)
const payload = decode('payload')

function decode(part: 'payload' | 'protected'): JsonObject {
  const parts = JSON.parse(file) as Record<string, string>
  return JSON.parse(Buffer.from(parts[part] ?? '', 'base64url').toString()) as JsonObject
}

/** A context that says something else, properly signed by the container or by whom is given. */
async function signed(
  changes: Record<string, unknown>,
  by: KeyPair = container.signing,
  type: FileType = 'od-context+jws',
) {
  return writeFlattened(await signJws(type, { ...payload, ...changes }, by.signer))
}

/** The genuine file with another protected header; the signature stays what it was. */
function withHeader(header: object): string {
  return JSON.stringify({ ...(JSON.parse(file) as object), protected: toBase64url(JSON.stringify(header)) })
}

const refusal = (text: string) => ({
  name: 'Fault',
  code: 'CONTEXT_INVALID',
  message: expect.stringContaining(text) as string,
})

/** Refused whether the serial is known or not. */
async function expectRefused(text: string, reason: string) {
  await expect(readContext(text, container)).rejects.toMatchObject(refusal(reason))
  await expect(readContext(text, undefined)).rejects.toMatchObject(refusal(reason))
}

describe.each(['ed25519-x25519', 'p256-p256'] as const)('a context of suite %s', (suite) => {
  const other = newContainer(firm, suite)

  test('comes back as it was written, from an unknown container and from a known one', async () => {
    const text = await writeContext({ ...other.context, label: 'T-1' }, other.signing.signer)
    const expected = { ...other.context, label: 'T-1', hash: expect.any(Buffer) as Buffer }
    expect(await readContext(text, undefined)).toEqual(expected)
    expect(await readContext(text, other)).toEqual(expected)
    expect(contextSerial(text)).toBe(other.serial)
  })

  test('is refused with its signature changed', async () => {
    const text = await writeContext(other.context, other.signing.signer)
    const { signature, ...rest } = JSON.parse(text) as { signature: string }
    const changed = Buffer.from(signature, 'base64url')
    changed[5] = (changed[5] ?? 0) ^ 1
    const forged = JSON.stringify({ ...rest, signature: toBase64url(changed) })
    await expect(readContext(forged, other)).rejects.toMatchObject(refusal('changed after it was signed'))
    await expect(readContext(forged, undefined)).rejects.toMatchObject(refusal('changed after it was signed'))
  })
})

describe('the header never decides', () => {
  const header = decode('protected')

  test('alg none, with or without a signature', async () => {
    await expectRefused(withHeader({ ...header, alg: 'none' }), 'its alg is none, not Ed25519')
    const bare = JSON.stringify({ ...(JSON.parse(withHeader({ ...header, alg: 'none' })) as object), signature: '' })
    await expectRefused(bare, 'context.signature has 0 bytes')
  })

  test.each(['EdDSA', 'ES256', 'HS256', 'ed25519'])('alg %s instead of Ed25519', async (alg) => {
    await expectRefused(withHeader({ ...header, alg }), `its alg is ${alg}, not Ed25519`)
  })

  test('another typ, even properly signed', async () => {
    await expectRefused(await signed({}, container.signing, 'od-update+jws'), 'its typ is "od-update+jws"')
    await expectRefused(withHeader({ alg: 'Ed25519', kid: header['kid'] }), 'its typ is undefined')
  })

  test.each(['crit', 'jwk', 'jku', 'x5c', 'b64', 'cert'])('a header member %s', async (member) => {
    await expectRefused(withHeader({ ...header, [member]: ['x'] }), `has a member that is not known: ${member}`)
  })

  test('another kid than that of the key', async () => {
    await expectRefused(withHeader({ ...header, kid: thumbprint(newKeyPair().publicKey) }), 'signed by another key')
  })

  test('an unprotected header', async () => {
    const text = JSON.stringify({ ...(JSON.parse(file) as object), header: { alg: 'Ed25519' } })
    await expectRefused(text, 'context has a member that is not known: header')
  })
})

describe('for a known serial only the stored key verifies', () => {
  test('a context of another container under this serial', async () => {
    const thief = newContainer(firm)
    const claimed = await signed({ signingKey: thief.signingKey, agreementKey: thief.agreementKey }, thief.signing)
    await expect(readContext(claimed, container)).rejects.toMatchObject(refusal('signed by another key'))
    await expect(readContext(claimed, undefined)).rejects.toMatchObject(
      refusal('context.serial is not that of its key'),
    )
  })

  test('another suite than the stored one', async () => {
    const other = newContainer(firm, 'p256-p256')
    const text = await writeContext({ ...other.context, serial: container.serial }, other.signing.signer)
    await expect(readContext(text, container)).rejects.toMatchObject(refusal('its alg is ES256, not Ed25519'))
  })

  test('an agreement key that was exchanged', async () => {
    const text = await signed({ agreementKey: newKeyPair('ed25519-x25519', 'agreement').publicKey })
    await expect(readContext(text, container)).rejects.toMatchObject(refusal('other keys than this serial is known by'))
  })

  test('a signing key that was exchanged', async () => {
    const text = await signed({ signingKey: newKeyPair().publicKey })
    await expect(readContext(text, container)).rejects.toMatchObject(refusal('other keys than this serial is known by'))
  })
})

describe('what a context must say', () => {
  const serial = (kind: 'dongle' | 'cloud') => containerSerial(kind, container.signingKey)

  test.each<[string, Record<string, unknown>, string]>([
    ['another version', { v: 2 }, 'context.v is not 1'],
    ['an unknown suite', { suite: 'rsa' }, 'context.suite is not one of ed25519-x25519, p256-p256'],
    ['an unknown kind', { kind: 'toaster' }, 'context.kind is not one of dongle, software, cloud'],
    ['a serial of another mask', { serial: serial('dongle') }, 'context.serial is not that of its key'],
    ['no serial', { serial: 'none' }, 'context.serial does not match'],
    ['no contextSeq', { contextSeq: 0 }, 'context.contextSeq is not an integer from 1 to 2147483647'],
    ['a broken counter', { counter: 1.5 }, 'context.counter is not an integer'],
    ['a counter as text', { counter: '1' }, 'context.counter is not an integer'],
    ['a short digest', { digest: 'AAAA' }, 'context.digest is not 32 bytes long'],
    ['a digest with padding', { digest: `${'A'.repeat(43)}=` }, 'context.digest is not base64url'],
    ['a digest with spare bits', { digest: `${'A'.repeat(42)}B` }, 'context.digest is not base64url'],
    ['a day that is none', { createdAt: '2026-02-30T12:00:00.000Z' }, 'context.createdAt is not a UTC time'],
    ['a time in another zone', { createdAt: '2026-02-01T12:00:00.000+01:00' }, 'context.createdAt is not a UTC time'],
    ['a time that is none', { createdAt: '2026-99-01T12:00:00.000Z' }, 'context.createdAt is not a UTC time'],
    ['no fingerprint', { fingerprint: undefined }, 'context.fingerprint is missing'],
    ['null', { label: null }, 'context.label is not a string'],
    ['no licenses', { licenses: undefined }, 'context.licenses is not a list'],
    ['no runtime', { runtime: 'x' }, 'context.runtime is not an object'],
    ['a private key', { agreementKey: container.agreement.privateJwk }, 'context.agreementKey is a private key'],
    ['an EC key', { signingKey: newKeyPair('p256-p256').publicKey }, 'context.signingKey.kty is not "OKP"'],
  ])('%s', async (_, changes, reason) => {
    await expectRefused(await signed(changes), reason)
  })

  test.each<[string, object[], string]>([
    ['a license twice', [entry('a', '1'), entry('a', '2')], 'context.licenses names an entry twice'],
    [
      'units as a number',
      [{ ...entry('a', '1'), consumed: 1 }],
      'context.licenses[0].consumed is not a decimal string',
    ],
    ['units below 0', [entry('a', '-1')], 'context.licenses[0].consumed is not a decimal string'],
    ['units beyond 63 bits', [entry('a', '9223372036854775808')], 'context.licenses[0].consumed is not a decimal'],
    ['a blank in an id', [entry('a b', '1')], 'context.licenses[0].licenseId does not match'],
  ])('%s', async (_, licenses, reason) => {
    await expectRefused(await signed({ licenses }), reason)
  })

  test('64-bit units are exact, and members of the future are ignored', async () => {
    const text = await signed({ licenses: [entry('a', '9223372036854775807')], mood: 'good' })
    const { licenses } = await readContext(text, container)
    expect(licenses).toEqual([{ licenseId: 'a', generation: 1, consumed: 9223372036854775807n }])
  })
})

function entry(licenseId: string, consumed: string) {
  return { licenseId, generation: 1, consumed }
}

describe('what is no file at all', () => {
  test.each<[string, string, string]>([
    ['nothing', '', 'context is not JSON in UTF-8'],
    ['a list', '[]', 'context is not a JSON object'],
    ['a compact JWS', 'a.b.c', 'context is not JSON in UTF-8'],
    ['a missing part', '{"payload":"e30","protected":"e30"}', 'context.signature is not a string'],
    ['padding', file.replace('"payload":"', '"payload":"='), 'context.payload does not match'],
    ['a text of over a mebibyte', `${file}${' '.repeat(1024 * 1024)}`, 'context is longer than 1048576 characters'],
  ])('%s', async (_, text, reason) => {
    await expectRefused(text, reason)
    expect(() => contextSerial(text)).toThrow(expect.objectContaining(refusal(reason)) as Error)
  })

  test('a payload that is not UTF-8', async () => {
    const text = JSON.stringify({
      ...(JSON.parse(file) as object),
      payload: toBase64url(Buffer.from([0x7b, 0xff, 0x7d])),
    })
    await expectRefused(text, 'context: payload is not JSON in UTF-8')
  })
})

test('the hash is that of the signed bytes', async () => {
  const spaced = JSON.stringify(JSON.parse(file), null, 2)
  const [{ hash }, { hash: same }] = [await readContext(file, container), await readContext(spaced, container)]
  expect(same).toEqual(hash)
  const { hash: other } = await readContext(await signed({ contextSeq: 2 }), container)
  expect(other).not.toEqual(hash)
})

test('other errors are not taken for bad contexts', async () => {
  const broken = { ...container, suite: 'unheard-of' as never }
  await expect(readContext(file, broken)).rejects.toThrow(TypeError)
})

describe('readContainerKeys', () => {
  const { signingKey, agreementKey } = container

  test('takes keys with the decoration of other libraries', () => {
    const decorated = JSON.stringify({ ...signingKey, use: 'sig', key_ops: ['verify'], ext: true })
    const keys = readContainerKeys('ed25519-x25519', decorated, JSON.stringify(agreementKey), 'enrollment')
    expect(keys).toEqual({ suite: 'ed25519-x25519', signingKey, agreementKey })
  })

  test.each<[string, string, string, string]>([
    ['no JSON', '{', JSON.stringify(agreementKey), 'signingKey is not JSON in UTF-8'],
    ['keys exchanged', JSON.stringify(agreementKey), JSON.stringify(signingKey), 'signingKey.crv is not "Ed25519"'],
    ['a short key', '{"kty":"OKP","crv":"Ed25519","x":"AA"}', JSON.stringify(agreementKey), 'signingKey.x has 2 bytes'],
  ])('refuses %s', (_, signing, agreement, message) => {
    const read = () => readContainerKeys('ed25519-x25519', signing, agreement, 'enrollment')
    expect(read).toThrow(
      expect.objectContaining({ code: 'KEY_INVALID', message: expect.stringContaining(message) as string }) as Error,
    )
  })

  test('refuses a point that is not on the curve', () => {
    const coordinate = toBase64url(Buffer.alloc(32, 1))
    const key = JSON.stringify({ kty: 'EC', crv: 'P-256', x: coordinate, y: coordinate })
    expect(() => readContainerKeys('p256-p256', key, key, 'enrollment')).toThrow('signingKey is not a valid P-256 key')
  })
})
