import { FlattenedSign, flattenedVerify, calculateJwkThumbprint } from 'jose'
import { signJws, verifyJws } from '../../src/formats/jws.ts'
import { thumbprint } from '../../src/formats/keys.ts'
import { suites } from '../../src/formats/suites.ts'
import { newKeyPair } from './support.ts'

/** Our signatures are made with node:crypto directly; another implementation of JOSE has to agree. */
describe.each(['ed25519-x25519', 'p256-p256'] as const)('suite %s', (suite) => {
  const { publicKey, privateJwk, signer } = newKeyPair(suite)
  const alg = suites[suite].signatureAlgorithm

  test('jose verifies what we sign', async () => {
    const jws = await signJws('od-context+jws', { v: 1, text: 'für' }, signer)
    const { payload, protectedHeader } = await flattenedVerify(jws, { ...publicKey }, { algorithms: [alg] })
    expect(JSON.parse(Buffer.from(payload).toString())).toEqual({ v: 1, text: 'für' })
    expect(protectedHeader).toEqual({ alg, kid: await calculateJwkThumbprint({ ...publicKey }), typ: 'od-context+jws' })
  })

  test('we verify what jose signs', async () => {
    const header = { alg, kid: thumbprint(publicKey), typ: 'od-context+jws' }
    const bytes = Buffer.from(JSON.stringify({ v: 1 }))
    const jws = await new FlattenedSign(bytes).setProtectedHeader(header).sign(privateJwk)
    const parts = { protected: jws.protected ?? '', payload: jws.payload, signature: jws.signature }
    expect(await verifyJws(parts, 'od-context+jws', suite, publicKey, 'file')).toEqual({ v: 1 })
  })
})
