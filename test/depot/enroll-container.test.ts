import type { Enrollment } from '../../src/contract/depot.ts'
import { readFirmRoot, verifyCertificate } from '../../src/formats/certificate.ts'
import { containerSerial, thumbprint } from '../../src/formats/keys.ts'
import { readTemplate } from '../../src/formats/template.ts'
import { newContainer, newKeyPair } from '../formats/support.ts'
import { depotDatabases, firm, refusal, start, useDepot, type DepotShop } from './depot-shop.ts'

describe.each(depotDatabases)('EnrollContainer and GetKeys (%s)', (kind) => {
  const depot = useDepot(kind)
  let shop: DepotShop
  beforeEach(() => {
    shop = depot()
  })

  const keys = newContainer(firm)
  const enrollment = {
    containerKind: 'software' as const,
    firmCode: firm.firmCode,
    signingKey: JSON.stringify(keys.signingKey),
    agreementKey: JSON.stringify(keys.agreementKey),
  }
  const enroll = async (changes: Partial<Enrollment> = {}) =>
    (await shop.call('EnrollContainer', { enrollment: { ...enrollment, ...changes } })).result

  test('EnrollContainer gives serial and template, and stores nothing', async () => {
    const { containerSerial: serial, templateFile } = await enroll()
    expect(serial).toBe(containerSerial('software', keys.signingKey))
    expect(await readTemplate(templateFile ?? '', firm.root)).toEqual({
      epoch: 1,
      template: {
        v: 1,
        kind: 'software',
        suite: 'ed25519-x25519',
        firmCode: firm.firmCode,
        firmName: `Firm ${firm.firmCode}`,
        serial,
        binding: { scheme: 'strict' },
        root: firm.root.key,
        issuedAt: start,
      },
    })
    expect(await enroll()).toMatchObject({ containerSerial: serial })
    expect(await shop.known({ serial } as never)).toBeNull()
  })

  test('runMode=check signs no template', async () => {
    const { result } = await shop.call('EnrollContainer', { runMode: 'check', enrollment })
    expect(result).toEqual({ containerSerial: keys.serial })
  })

  test('KEY_INVALID: no JSON, a private key, another curve, keys swapped', async () => {
    const { privateJwk } = newKeyPair()
    const { publicKey: p256 } = newKeyPair('p256-p256')
    const wrong = ['{', '{}', JSON.stringify(privateJwk), JSON.stringify(p256), enrollment.agreementKey]
    for (const signingKey of wrong) {
      expect(await refusal(enroll({ signingKey }))).toMatchObject({ code: 'KEY_INVALID' })
    }
    expect(await refusal(enroll({ agreementKey: enrollment.signingKey }))).toMatchObject({ code: 'KEY_INVALID' })
  })

  const dongle = newContainer(firm, 'p256-p256', undefined, 'dongle')
  const enrollDongle = (changes: Parameters<typeof enroll>[0] = {}) =>
    enroll({
      containerKind: 'dongle',
      signingKey: JSON.stringify(dongle.signingKey),
      agreementKey: JSON.stringify(dongle.agreementKey),
      ...changes,
    })

  test('a dongle has P-256 keys and is bound to no machine', async () => {
    const { containerSerial: serial, templateFile } = await enrollDongle()
    expect(serial).toMatch(/^3-\d+$/)
    const { template } = await readTemplate(templateFile ?? '', firm.root)
    expect(template).toMatchObject({ kind: 'dongle', suite: 'p256-p256', serial, binding: { scheme: 'operator' } })
    expect(await refusal(enroll({ containerKind: 'dongle' }))).toMatchObject({ code: 'KEY_INVALID' })
  })

  test('CONTAINER_KIND: a dongle that is to be bound to a machine', async () => {
    expect(await refusal(enrollDongle({ bindingScheme: 'strict' }))).toMatchObject({
      code: 'CONTAINER_KIND',
      field: 'enrollment/bindingScheme',
    })
  })

  test('FIRM_CODE_UNKNOWN, in both', async () => {
    expect(await refusal(enroll({ firmCode: 77 }))).toMatchObject({
      code: 'FIRM_CODE_UNKNOWN',
      field: 'enrollment/firmCode',
    })
    expect(await refusal(shop.call('GetKeys', { firmCode: 77 }))).toMatchObject({
      code: 'FIRM_CODE_UNKNOWN',
      field: 'firmCode',
    })
  })

  test('GetKeys gives the root and the certificates that it signed', async () => {
    const { result } = await shop.call('GetKeys', { firmCode: firm.firmCode })
    const root = readFirmRoot(JSON.parse(result.rootKey) as Parameters<typeof readFirmRoot>[0])
    expect([root, result.rootThumbprint]).toEqual([firm.root, thumbprint(firm.root.key)])
    expect(result.firmCertificates.firmCertificate).toEqual([
      { keyId: thumbprint(firm.signing.publicKey), state: 'active', certificateFile: firm.certificate },
    ])
    const certificate = await verifyCertificate(result.firmCertificates.firmCertificate[0]?.certificateFile ?? '', root)
    expect(certificate.firmCode).toBe(firm.firmCode)
  })
})
