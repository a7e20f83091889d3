import { issueCertificate, verifyCertificate } from '../../src/formats/certificate.ts'
import { firstDigest, nextDigest, optionsHash } from '../../src/formats/digest.ts'
import { toBase64url, type JsonObject } from '../../src/formats/encoding.ts'
import { signJws, writeCompact, writeFlattened } from '../../src/formats/jws.ts'
import { readRoot, thumbprint } from '../../src/formats/keys.ts'
import { makeStep, plainStep, readUpdate, writeUpdate, type Update } from '../../src/formats/update.ts'
import { license, newContainer, newFirm, newKeyPair, now } from './support.ts'

const firm = await newFirm()
const container = newContainer(firm)
const first = makeStep(firstDigest, 0, [{ put: license('L-1') }])
const second = makeStep(first.digest, 1, [
  { remove: { licenseId: 'L-1' } },
  { put: { ...license('L-2'), consumed: 5n } },
])

function update(facts: Partial<Update> = {}): Update {
  return {
    serial: container.serial,
    keyThumbprint: thumbprint(container.signingKey),
    firmCode: firm.firmCode,
    transferId: 'T-1',
    issuedAt: now,
    steps: [first, second],
    ...facts,
  }
}

/** The payload of the genuine update with changes, signed by the firm. */
async function signed(changes: Record<string, unknown>, by = firm) {
  const { payload } = JSON.parse(await writeUpdate(update(), firm.sign)) as { payload: string }
  const json = JSON.parse(Buffer.from(payload, 'base64url').toString()) as JsonObject
  return by.sign('od-update+jws', { ...json, ...changes } as JsonObject)
}

const refusal = (rule: string, text: string) => ({ rule, message: expect.stringContaining(text) as string })
const read = (text: string) => readUpdate(text, firm.root)

describe.each(['ed25519-x25519', 'p256-p256'] as const)('an update by a firm of suite %s', (suite) => {
  test('comes back as it was written', async () => {
    const other = await newFirm({ suite, epoch: 3 })
    const written = update({ test: true })
    const { update: found, epoch } = await readUpdate(await writeUpdate(written, other.sign), other.root)
    expect(found).toMatchObject(written)
    expect(epoch).toBe(3)
  })
})

describe('the chain to the root', () => {
  test('another root', async () => {
    const stranger = await newFirm()
    const text = await writeUpdate(update(), stranger.sign)
    await expect(read(text)).rejects.toMatchObject(refusal('otherRoot', 'not signed by the pinned firm root'))
  })

  test("a genuine certificate over a stranger's signature", async () => {
    const stranger = newKeyPair()
    const jws = await signJws('od-update+jws', { v: 1 }, stranger.signer, firm.certificate)
    await expect(read(writeFlattened(jws))).rejects.toMatchObject(refusal('signature', 'is signed by another key'))
  })

  test('a certificate for another firm code', async () => {
    const sister = await newFirm({ firmCode: 6000011, root: firm.rootPair })
    const text = await signed({}, sister)
    await expect(read(text)).rejects.toMatchObject(
      refusal('otherFirm', 'is for firm code 6000010, but its signing key is'),
    )
  })

  test('a license of another firm code', async () => {
    const smuggled = makeStep(firstDigest, 0, [{ put: license('L-1', { firmCode: 6000011 }) }])
    const text = await writeUpdate(update({ steps: [smuggled] }), firm.sign)
    await expect(read(text)).rejects.toMatchObject(refusal('otherFirm', 'holds a license of another'))
  })

  test.each<[string, string, boolean]>([
    ['a millisecond too early', '2025-12-31T23:59:59.999Z', false],
    ['at its first instant', '2026-01-01T00:00:00.000Z', true],
    ['at its last one', '2027-12-31T23:59:59.999Z', true],
    ['at its end', '2028-01-01T00:00:00.000Z', false],
  ])('a file issued %s of the certificate', async (_, issuedAt, good) => {
    const text = await writeUpdate(update({ issuedAt: new Date(issuedAt) }), firm.sign)
    if (good) expect((await read(text)).epoch).toBe(1)
    else await expect(read(text)).rejects.toMatchObject(refusal('certificateTime', `was issued at ${issuedAt}`))
  })

  test('a certificate whose kid is not of its key', async () => {
    const { signing, rootPair } = firm
    const content = { v: 1, kid: thumbprint(rootPair.publicKey), firmCode: 6000010, suite: 'ed25519-x25519', epoch: 1 }
    const times = { notBefore: '2026-01-01T00:00:00.000Z', notAfter: '2028-01-01T00:00:00.000Z' }
    const payload = { ...content, ...times, publicKey: signing.publicKey }
    const compact = writeCompact(await signJws('od-certificate+jws', payload, rootPair.signer))
    await expect(verifyCertificate(compact, firm.root)).rejects.toMatchObject(
      refusal('malformed', 'kid is not of its key'),
    )
  })

  test('a file in the place of a certificate', async () => {
    const compact = writeCompact(await signJws('od-context+jws', { v: 1 }, firm.rootPair.signer))
    await expect(verifyCertificate(compact, firm.root)).rejects.toMatchObject(refusal('unsupported', 'its typ is'))
    await expect(verifyCertificate('a.b', firm.root)).rejects.toMatchObject(refusal('malformed', 'of three parts'))
  })

  test('the suite of a root follows from its curve, and no other key is one', async () => {
    expect(readRoot({ ...firm.root.key }).suite).toBe('ed25519-x25519')
    expect(readRoot({ ...newKeyPair('p256-p256').publicKey }).suite).toBe('p256-p256')
    expect(() => readRoot({ ...newKeyPair('ed25519-x25519', 'agreement').publicKey })).toThrow('root.crv is not one of')
    expect(() => readRoot(firm.rootPair.privateJwk as JsonObject)).toThrow('root is a private key')
    const content = { firmCode: 1, suite: 'ed25519-x25519', publicKey: firm.signing.publicKey, epoch: 1 } as const
    const compact = await issueCertificate({ ...content, notBefore: now, notAfter: now }, firm.rootPair.signer)
    expect(await verifyCertificate(compact, firm.root)).toMatchObject(content)
  })

  test('a file without certificate, or one as long as a book', async () => {
    const bare = writeFlattened(await signJws('od-update+jws', { v: 1 }, firm.signing.signer))
    await expect(read(bare)).rejects.toMatchObject(refusal('malformed', 'header.cert is not a string'))
    await expect(read('x'.repeat(16 * 1024 * 1024 + 1))).rejects.toMatchObject(refusal('malformed', 'is longer than'))
  })
})

describe('steps', () => {
  const json = (step: typeof first) => ({ ...step, digest: toBase64url(step.digest) })

  test.each<[string, unknown, string, string]>([
    ['no steps', [], 'malformed', 'update.steps has 0 entries'],
    ['a leap', [{ ...json(first), to: 2 }], 'malformed', 'update.steps[0] leads from 0 to 2'],
    ['a gap', [json(first), { ...json(first), from: 2, to: 3 }], 'malformed', 'update.steps[1] does not begin where'],
    ['a step without actions', [{ ...json(first), actions: [] }], 'malformed', 'update.steps[0].actions has 0 entries'],
    [
      'a member more',
      [{ ...json(first), note: 1 }],
      'unsupported',
      'update.steps[0] has a member that is not known: note',
    ],
    [
      'an unknown action',
      [{ ...json(first), actions: [{ erase: {} }] }],
      'unsupported',
      'actions[0] has a member that',
    ],
    [
      'two actions in one',
      [{ ...json(first), actions: [{ put: {}, remove: {} }] }],
      'unsupported',
      'not known: remove',
    ],
    ['an action that is none', [{ ...json(first), actions: ['put'] }], 'malformed', 'actions[0] is not an object'],
    [
      'options of a wrong form',
      [
        {
          ...json(first),
          actions: [
            {
              put: {
                licenseId: 'a',
                generation: 1,
                options: { itemNumber: 'x', name: 'x', firmCode: 6000010, productCode: -1 },
              },
            },
          ],
        },
      ],
      'malformed',
      'options.productCode is not an integer',
    ],
  ])('%s is refused', async (_, steps, rule, text) => {
    await expect(read(await signed({ steps }))).rejects.toMatchObject(refusal(rule, text))
  })

  test('what is not readable is not signed either', async () => {
    const steps = [makeStep(firstDigest, 0, [{ put: license('L-1', { productCode: 2 ** 32 }) }])]
    await expect(writeUpdate(update({ steps }), firm.sign)).rejects.toMatchObject(refusal('malformed', 'productCode'))
  })

  test('a test flag of another type is refused', async () => {
    await expect(read(await signed({ test: 'yes' }))).rejects.toMatchObject(
      refusal('malformed', 'update.test is not true or'),
    )
  })
})

describe('the digest', () => {
  test('covers license, generation and clear options, members of the future too', () => {
    const put = license('L-1')
    const step = (change: object) => plainStep({ from: 0, to: 1, actions: [{ put: { ...put, ...change } }] })
    const same = nextDigest(firstDigest, step({}))
    expect(nextDigest(firstDigest, step({ sealed: 'x', consumed: 7n }))).toEqual(same)
    for (const change of [{ licenseId: 'L-2' }, { generation: 2 }, { options: { ...put.options, mood: 'good' } }]) {
      expect(nextDigest(firstDigest, step(change))).not.toEqual(same)
    }
    expect(nextDigest(same, step({}))).not.toEqual(same)
  })

  test('keeps options of the future as they came', async () => {
    const put = license('L-1')
    const options = { ...put.options, mood: { of: ['the', 'day'] } }
    const steps = [makeStep(firstDigest, 0, [{ put: { ...put, options } }])]
    const { update: found } = await read(await writeUpdate(update({ steps }), firm.sign))
    const [action] = found.steps[0]?.actions ?? []
    expect(action).toMatchObject({ put: { options } })
    expect(optionsHash(options)).not.toBe(optionsHash(put.options))
    expect(plainStep(steps[0] ?? first)).toEqual(plainStep(found.steps[0] ?? first))
  })
})

test('all options of the catalogue pass', async () => {
  const full = license('L-1', {
    text: 'für alle',
    featureMap: 4294967295,
    licenseQuantity: 0,
    unitCounter: '9223372036854775807',
    activationTime: '2026-01-01T00:00:00.000Z',
    expirationTime: '2027-01-01T00:00:00.000Z',
    usagePeriod: 30,
    maintenancePeriod: { start: '2026-01-01T00:00:00.000Z', end: '2027-01-01T00:00:00.000Z' },
    customerOwnedLicenseInformation: 'Muster AG',
    userData: 'AQID',
    protectedData: 'AQID',
    extendedProtectedData: [
      { type: 0, data: 'AQID' },
      { type: 127, data: '' },
    ],
    lingerTime: 60,
    minimumRuntimeVersion: '1.4.0',
    universalData: 'AQID',
    moduleItems: [{ productCode: 2, text: 'part', featureMap: 1, licenseQuantity: 3 }],
    licenseTransfer: {
      scheme: 'borrow',
      mayBePulled: true,
      mayBeReturned: true,
      firmItemMustExist: false,
      keepHistory: false,
      borrowHours: 24,
    },
    dependencies: [{ option: 'featureMap', dependsOn: 'firmUpdateCounter' }],
    parameters: { Seat: 'Müller' },
  })
  const steps = [makeStep(firstDigest, 0, [{ put: full }])]
  const { update: found } = await read(await writeUpdate(update({ steps }), firm.sign))
  expect(found.steps).toMatchObject(steps)
  const twice = license('L-1', {
    extendedProtectedData: [
      { type: 1, data: '' },
      { type: 1, data: '' },
    ],
  })
  const bad = writeUpdate(update({ steps: [makeStep(firstDigest, 0, [{ put: twice }])] }), firm.sign)
  await expect(bad).rejects.toThrow('extendedProtectedData names an entry twice')
  const long = license('L-1', { protectedData: toBase64url(Buffer.alloc(257)) })
  const tooLong = writeUpdate(update({ steps: [makeStep(firstDigest, 0, [{ put: long }])] }), firm.sign)
  await expect(tooLong).rejects.toThrow('protectedData has 257 bytes, more than 256')
  const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`p${index}`, '']))
  const crowded = license('L-1', { parameters: many })
  const tooMany = writeUpdate(update({ steps: [makeStep(firstDigest, 0, [{ put: crowded }])] }), firm.sign)
  await expect(tooMany).rejects.toThrow('options.parameters has 101 members, more than 100')
  const wrong = license('L-1', { parameters: { seats: 5 as never } })
  const notText = writeUpdate(update({ steps: [makeStep(firstDigest, 0, [{ put: wrong }])] }), firm.sign)
  await expect(notText).rejects.toThrow('options.parameters.seats is not a string')
})
