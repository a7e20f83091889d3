import { CompactEncrypt } from 'jose'
import { keyAgreement } from '../../src/formats/jwe.ts'
import { thumbprint } from '../../src/formats/keys.ts'
import { seal, unseal } from '../../src/formats/sealed.ts'
import { newKeyPair } from './support.ts'

const agreementOf = ({ publicKey, privateJwk }: ReturnType<typeof newKeyPair>) => keyAgreement(publicKey, privateJwk)

const license = { licenseId: 'L-1', generation: 1 }
const data = {
  hiddenData: [{ type: 1, data: Buffer.from('hidden'), accessCode: 4711 }],
  secretData: [{ type: 2, data: Buffer.from('secret') }],
}

describe.each(['ed25519-x25519', 'p256-p256'] as const)('sealed data of suite %s', (suite) => {
  const key = newKeyPair(suite, 'agreement')

  test('opens with the agreement key of its container only', async () => {
    const sealed = await seal(data, license, key.publicKey)
    expect(await unseal(sealed, license, agreementOf(key))).toEqual(data)
    expect(sealed).not.toContain(Buffer.from('hidden').toString('base64url').slice(0, 6))
    const other = newKeyPair(suite, 'agreement')
    await expect(unseal(sealed, license, agreementOf(other))).rejects.toMatchObject({ rule: 'sealed' })
  })

  test('belongs to one generation of one license', async () => {
    const sealed = await seal(data, license, key.publicKey)
    for (const other of [
      { ...license, licenseId: 'L-2' },
      { ...license, generation: 2 },
    ]) {
      await expect(unseal(sealed, other, agreementOf(key))).rejects.toThrow('sealed belongs to another license')
    }
  })
})

test('nothing is taken that was changed', async () => {
  const key = newKeyPair('p256-p256', 'agreement')
  const parts = (await seal(data, license, key.publicKey)).split('.')
  for (const changed of [1, 2, 3, 4]) {
    const sealed = parts.map((part, at) =>
      at === changed ? `${part.startsWith('A') ? 'B' : 'A'}${part.slice(1)}` : part,
    )
    await expect(unseal(sealed.join('.'), license, agreementOf(key))).rejects.toMatchObject({ rule: 'sealed' })
  }
  await expect(unseal(parts.slice(1).join('.'), license, agreementOf(key))).rejects.toThrow('JWE of five parts')
})

test('no other algorithm, type or content is taken', async () => {
  const key = newKeyPair('ed25519-x25519', 'agreement')
  const encrypt = (header: { alg: string; enc: string; typ?: string }, plain = '{}') =>
    new CompactEncrypt(Buffer.from(plain))
      .setProtectedHeader({ ...header, kid: thumbprint(key.publicKey) })
      .encrypt({ ...key.publicKey })
  const good = { alg: 'ECDH-ES+A256KW', enc: 'A256GCM', typ: 'od-sealed+jwe' }
  for (const [change, complaint] of [
    [{ alg: 'ECDH-ES' }, 'header.alg is not "ECDH-ES+A256KW"'],
    [{ enc: 'A128GCM' }, 'header.enc is not "A256GCM"'],
    [{ typ: 'JWT' }, 'its typ is JWT'],
    [{ cty: 'x' }, 'member that is not known: cty'],
  ] as const) {
    const sealed = await encrypt({ ...good, ...change })
    await expect(unseal(sealed, license, agreementOf(key))).rejects.toThrow(complaint)
  }
  await expect(unseal(await encrypt(good), license, agreementOf(key))).rejects.toThrow('sealed.v is not 1')
  await expect(unseal(await encrypt(good, '[]'), license, agreementOf(key))).rejects.toMatchObject({
    rule: 'sealed',
  })
})
