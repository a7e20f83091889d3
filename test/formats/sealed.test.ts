import { CompactEncrypt } from 'jose'
import { seal, unseal } from '../../src/formats/sealed.ts'
import { newKeyPair } from './support.ts'

const license = { licenseId: 'L-1', generation: 1 }
const data = {
  hiddenData: [{ type: 1, data: Buffer.from('hidden'), accessCode: 4711 }],
  secretData: [{ type: 2, data: Buffer.from('secret') }],
}

describe.each(['ed25519-x25519', 'p256-p256'] as const)('sealed data of suite %s', (suite) => {
  const key = newKeyPair(suite, 'agreement')

  test('opens with the agreement key of its container only', async () => {
    const sealed = await seal(data, license, key.publicKey)
    expect(await unseal(sealed, license, key.privateJwk as never)).toEqual(data)
    expect(sealed).not.toContain(Buffer.from('hidden').toString('base64url').slice(0, 6))
    const other = newKeyPair(suite, 'agreement')
    await expect(unseal(sealed, license, other.privateJwk as never)).rejects.toMatchObject({ rule: 'sealed' })
  })

  test('belongs to one generation of one license', async () => {
    const sealed = await seal(data, license, key.publicKey)
    for (const other of [
      { ...license, licenseId: 'L-2' },
      { ...license, generation: 2 },
    ]) {
      await expect(unseal(sealed, other, key.privateJwk as never)).rejects.toThrow('sealed belongs to another license')
    }
  })
})

test('no other algorithm, type or content is taken', async () => {
  const key = newKeyPair('ed25519-x25519', 'agreement')
  const encrypt = (header: { alg: string; enc: string; typ?: string }, plain = '{}') =>
    new CompactEncrypt(Buffer.from(plain)).setProtectedHeader(header).encrypt({ ...key.publicKey })
  const good = { alg: 'ECDH-ES+A256KW', enc: 'A256GCM', typ: 'od-sealed+jwe' }
  for (const change of [{ alg: 'ECDH-ES' }, { enc: 'A128GCM' }, { typ: 'JWT' }]) {
    const sealed = await encrypt({ ...good, ...change })
    await expect(unseal(sealed, license, key.privateJwk as never)).rejects.toMatchObject({ rule: 'sealed' })
  }
  await expect(unseal(await encrypt(good), license, key.privateJwk as never)).rejects.toThrow('sealed.v is not 1')
  await expect(unseal(await encrypt(good, '[]'), license, key.privateJwk as never)).rejects.toMatchObject({
    rule: 'sealed',
  })
})
