import type { JsonObject } from '../../src/formats/encoding.ts'
import { fingerprintSalt, makeFingerprint } from '../../src/formats/fingerprint.ts'
import { containerSerial, thumbprint } from '../../src/formats/keys.ts'
import { readTemplate, writeTemplate, type Template } from '../../src/formats/template.ts'
import { newContainer, newFirm, now } from './support.ts'

const firm = await newFirm({ epoch: 2 })
const template: Template = {
  kind: 'software',
  suite: 'ed25519-x25519',
  firmCode: firm.firmCode,
  firmName: 'Muster Software GmbH',
  serial: newContainer(firm).serial,
  binding: { scheme: 'strict' },
  root: firm.root.key,
  issuedAt: now,
}

test('a template comes back as it was written', async () => {
  const text = await writeTemplate(template, firm.sign)
  expect(await readTemplate(text, firm.root)).toMatchObject({ template, epoch: 2 })
})

test('the root inside must be the one that vouches for it', async () => {
  const other = await newFirm()
  const text = await writeTemplate({ ...template, root: other.root.key }, firm.sign)
  await expect(readTemplate(text, firm.root)).rejects.toThrow('template.root is not the root that vouches for it')
})

test('what is not readable is not signed', async () => {
  await expect(writeTemplate({ ...template, firmName: '' }, firm.sign)).rejects.toThrow('template.firmName has 0 bytes')
})

test('an update is no template', async () => {
  const text = await firm.sign('od-update+jws', { v: 1 } satisfies JsonObject)
  await expect(readTemplate(text, firm.root)).rejects.toMatchObject({ rule: 'unsupported' })
})

test('serials differ by the mask of the kind and are below 2^60', () => {
  const { signingKey } = newContainer(firm)
  const [dongle, software, cloud] = (['dongle', 'software', 'cloud'] as const).map((kind) =>
    containerSerial(kind, signingKey),
  )
  const number = BigInt(software?.slice(4) ?? '')
  expect([dongle, software, cloud]).toEqual([`3-${number}`, `130-${number}`, `140-${number}`])
  expect(number).toBeLessThan(2n ** 60n)
})

test('two vendors see different fingerprints of one machine, one vendor the same', () => {
  const machine = [
    { name: 'mac', value: '00:11:22:33:44:55' },
    { name: 'disk', value: 'D-1' },
  ]
  const salt = fingerprintSalt(thumbprint(firm.root.key))
  const mine = makeFingerprint('strict', salt, machine)
  expect(mine.parts.map((part) => part.name)).toEqual(['disk', 'mac'])
  expect(makeFingerprint('strict', fingerprintSalt(thumbprint(firm.root.key)), machine)).toEqual(mine)
  expect(fingerprintSalt(thumbprint(firm.signing.publicKey))).not.toEqual(salt)
})
