import { mostBlockedLicenses } from '../../src/formats/block-list.ts'
import { readFileSync } from 'node:fs'
import { mostLicensesOfContainer } from '../../src/domain/activation-room.ts'
import { maxContextLength, readContext, writeContext } from '../../src/formats/context.ts'
import { makeFingerprint } from '../../src/formats/fingerprint.ts'
import { thumbprint } from '../../src/formats/keys.ts'
import { seal, sealedLength } from '../../src/formats/sealed.ts'
import { suiteNames, type SuiteName } from '../../src/formats/suites.ts'
import { actionSize, maxUpdateLength, roomForSteps, stepSize } from '../../src/formats/update-size.ts'
import { writeUpdate, type LicensePut, type Step } from '../../src/formats/update.ts'
import { newContainer, newFirm, newKeyPair, now } from './support.ts'

const entry = (type: number) => ({ type, accessCode: 4_294_967_295, data: Buffer.alloc(256, 0xff) })
const entries = Array.from({ length: 128 }, (_, type) => entry(type))
const licenseId = '01941f29-7c00-7aaa-8bbb-0123456789ab'

/** A license as large as its options may be, but for the data in clear. */
const largest: LicensePut = {
  licenseId,
  generation: 2_147_483_647,
  consumed: 9_223_372_036_854_775_807n,
  options: {
    itemNumber: '"'.repeat(256),
    name: '€'.repeat(341),
    firmCode: 6_000_010,
    productCode: 4_294_967_295,
    parameters: Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`p${index}`, '\\"\n\u{1f511}'.repeat(500)]),
    ),
  },
}

const sizeOf = ({ consumed: _, sealed: __, ...put }: LicensePut, sealed = 0) => actionSize({ put }, sealed)

async function lengthOf(steps: readonly Step[]): Promise<number> {
  const firm = await newFirm({ suite: 'p256-p256' })
  const { serial, signing } = newContainer(firm, 'p256-p256')
  const update = {
    serial,
    keyThumbprint: thumbprint(signing.publicKey),
    firmCode: 6_000_010,
    transferId: licenseId,
    issuedAt: now,
    test: true,
    steps,
  }
  return (await writeUpdate(update, firm.sign)).length
}

const stepOf = (from: number, actions: Step['actions']): Step => ({
  from,
  to: from + 1,
  actions,
  digest: Buffer.alloc(32, 255),
})

test('a field of the contract can hold the longest update, and the longest block list', () => {
  const wsdl = readFileSync(new URL('../../wsdl/depot.wsdl', import.meta.url), 'utf8')
  const [, type = ''] = /<xsd:simpleType name="FileText">([\s\S]*?)<\/xsd:simpleType>/.exec(wsdl) ?? []
  const longest = Number(/<xsd:maxLength value="(\d+)"\/>/.exec(type)?.[1])
  expect(longest).toBeGreaterThanOrEqual(maxUpdateLength)
  const entry = JSON.stringify({ below: 2_147_483_647, licenseId }).length + 1
  expect(longest).toBeGreaterThanOrEqual((mostBlockedLicenses * entry * 4) / 3)
})

test.each(suiteNames)('sealed data never take more than was reckoned, nor much less (%s)', async (suite: SuiteName) => {
  const { publicKey } = newKeyPair(suite, 'agreement')
  const license = { licenseId, generation: 2_147_483_647 }
  for (const count of [0, 1, 128]) {
    const hiddenData = entries.slice(0, count)
    const secretData = hiddenData.map(({ type, data }) => ({ type, data }))
    const { length } = await seal({ hiddenData, secretData }, license, publicKey)
    const reckoned = sealedLength([...hiddenData, ...secretData].map(({ data }) => data.length))
    expect(reckoned).toBeGreaterThanOrEqual(length)
    expect(reckoned).toBeLessThan(1.1 * length + 600)
  }
})

test.each([
  ['of few large licenses', 20_000],
  ['of many small ones', 0],
])('an update that fills its room %s fits, and wastes little', async (_, sealed) => {
  const { parameters: __, ...plain } = largest.options
  const put: LicensePut = {
    ...largest,
    ...(sealed > 0 ? { sealed: 'x'.repeat(sealed) } : { options: { ...plain, itemNumber: 'A', name: 'A' } }),
  }
  const size = sizeOf(put, sealed)
  const count = Math.floor((roomForSteps - stepSize([])) / size)
  const length = await lengthOf([
    stepOf(
      2_147_483_000,
      Array.from({ length: count }, () => ({ put })),
    ),
  ])
  expect(length).toBeLessThanOrEqual(maxUpdateLength)
  expect(length).toBeGreaterThan(0.85 * maxUpdateLength)
})

test('an update of as many steps as there may be fits, too', async () => {
  const remove = { remove: { licenseId } }
  const step = stepSize([actionSize(remove)])
  const steps = Array.from({ length: 1000 }, (_, index) => stepOf(index, [remove]))
  const length = await lengthOf(steps)
  expect(length).toBeLessThanOrEqual(maxUpdateLength - ((roomForSteps - 1000 * step) * 4) / 3)
})

test('the context of a full container fits into a message', async () => {
  const firm = await newFirm()
  const { context, suite, signing, agreement } = newContainer(firm)
  const salt = Buffer.alloc(32)
  const machine = Array.from({ length: 32 }, (_, index) => ({
    name: `part${index}`.padEnd(32, 'x'),
    value: `${index}`,
  }))
  const licenses = Array.from({ length: mostLicensesOfContainer }, (_, index) => ({
    licenseId: licenseId.slice(0, -5) + String(index).padStart(5, '0'),
    generation: 2_147_483_647,
    consumed: 9_223_372_036_854_775_807n,
  }))
  const file = await writeContext(
    {
      ...context,
      suite,
      signingKey: signing.publicKey,
      agreementKey: agreement.publicKey,
      licenses,
      removed: [],
      fingerprint: makeFingerprint('strict', salt, machine),
    },
    signing.signer,
  )
  // With something left for the other fields of a request.
  expect(file.length).toBeLessThan(0.8 * maxContextLength)
  expect((await readContext(file, undefined)).licenses).toHaveLength(mostLicensesOfContainer)
})
