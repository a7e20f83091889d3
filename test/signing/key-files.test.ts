import { mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readFirmRoot } from '../../src/formats/certificate.ts'
import { parseJsonObject } from '../../src/formats/encoding.ts'
import { verifyFirmFile } from '../../src/formats/firm-file.ts'
import { createFirm, type CreatedFirm, type NewFirm } from '../../src/signing/create-firm.ts'
import { openBox } from '../../src/signing/firm-box.ts'
import { KeyFiles, openKeyFiles } from '../../src/signing/key-files.ts'
import { registerOf } from './register.ts'

const now = new Date('2026-03-01T12:00:00.000Z')
const passphrase = 'correct horse'
const payload = { v: 1, firmCode: 6000010, issuedAt: now.toISOString() }
let dataDir: string

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'opendepot-keys-'))
})
afterEach(() => rm(dataDir, { recursive: true }))

interface Facts extends Partial<NewFirm> {
  readonly passphrase?: string
  readonly dataDir?: string
}

const firm = (facts: Facts = {}) => {
  const files = new KeyFiles(facts.dataDir ?? dataDir, facts.passphrase ?? passphrase)
  return createFirm(files, { firmCode: 6000010, now, suite: facts.suite, ...facts })
}
/** A box on the folder; its register is what `createFirm` gave. */
const boxOf = async (...firms: CreatedFirm[]) => openBox(registerOf(firms), await openKeyFiles(dataDir, passphrase))
const keyFiles = () => readdir(join(dataDir, 'keys'))
const signingFile = async () =>
  join(dataDir, 'keys', (await keyFiles()).find((name) => /-[\w-]{43}\.pem$/.test(name)) ?? '')

test.each(['ed25519-x25519', 'p256-p256'] as const)(
  'a firm of suite %s signs what its root vouches for',
  async (suite) => {
    const made = await firm({ suite })
    const { root, rootFile } = made
    const box = await boxOf(made)
    const file = await box.sign(6000010, 'od-update+jws', payload, now)

    const pinned = readFirmRoot(parseJsonObject(await readFile(rootFile, 'utf8'), 'root'))
    expect(pinned).toEqual({ suite, key: root })
    const { certificate } = await verifyFirmFile(file, 'od-update+jws', pinned, 'update')
    const key = await box.signingKey(6000010, now)
    expect(certificate).toMatchObject({ kid: key.kid, firmCode: 6000010, epoch: 1, suite })
  },
)

test('createFirm gives the rows of root and signing key, the latter valid for two years', async () => {
  const { rows, created, rootThumbprint } = await firm()
  expect(created).toBe(true)
  expect(rows).toEqual([
    {
      kid: rootThumbprint,
      firmCode: 6000010,
      role: 'root',
      suite: 'ed25519-x25519',
      publicJwk: expect.stringContaining('"Ed25519"') as string,
      certificate: null,
      epoch: 0,
      notBefore: now,
      notAfter: new Date('9999-12-31T00:00:00.000Z'),
      state: 'active',
      createdAt: now,
    },
    expect.objectContaining({
      role: 'signing',
      certificate: expect.any(String) as string,
      epoch: 1,
      notBefore: now,
      notAfter: new Date('2028-03-01T12:00:00.000Z'),
    }),
  ])
})

test('createFirm again changes nothing, and after a crash it goes on where it stopped', async () => {
  const first = await firm()
  const again = await firm()
  expect(again).toEqual({ ...first, created: false })

  await rm(await signingFile())
  await rm(first.rootFile)
  const resumed = await firm()
  expect(resumed).toMatchObject({ created: true, rootThumbprint: first.rootThumbprint })
  expect(await keyFiles()).toHaveLength(3)
})

test('the key files are for their owner only and hold no key in clear', async () => {
  await firm()
  for (const name of await keyFiles()) {
    const path = join(dataDir, 'keys', name)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readFile(path, 'utf8')).not.toContain('BEGIN PRIVATE KEY')
  }
  expect((await stat(join(dataDir, 'keys'))).mode & 0o777).toBe(0o700)
})

test('without the private root the box signs, and only a new certificate asks for it', async () => {
  const made = await firm()
  const { rootKeyFile = '' } = made
  await rm(rootKeyFile)
  const box = await boxOf(made)
  expect(await box.sign(6000010, 'od-update+jws', payload, now)).toContain('"protected"')

  await rm(await signingFile())
  await expect(firm()).rejects.toThrow(
    `The private root key of firm code 6000010 is kept elsewhere: put ${rootKeyFile} back`,
  )
})

test('a wrong or missing passphrase is named', async () => {
  await firm()
  const wrong = openKeyFiles(dataDir, 'battery staple')
  await expect(wrong).rejects.toThrow(/^The key file .*firm-6000010-.* cannot be opened: FIRM_PASSPHRASE has to be/)
  await expect(openKeyFiles(dataDir, undefined)).rejects.toThrow(/^FIRM_PASSPHRASE is not set, and .* needs it$/)
})

test('a firm code without keys is named, and the operator alone learns the command that helps', async () => {
  const box = await boxOf()
  await expect(box.sign(6000011, 'od-update+jws', payload, now)).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: 'This server cannot sign for firm code 6000011 at the moment; its operator has been told.',
    // The advice is for the log of the operator, not for whoever calls.
    facts: { cause: { message: expect.stringContaining('"opendepot firm create 6000011" makes them') as string } },
  })
})

test('a firm created beside a running server is found; one with another passphrase is an outage', async () => {
  const vault = await openKeyFiles(dataDir, passphrase)
  const first = await firm()
  const second = await firm({ firmCode: 6000011, passphrase: 'another' })
  const box = openBox(registerOf([first, second]), vault)
  expect(await box.signingKey(6000010, now)).toMatchObject({ firmCode: 6000010 })
  await expect(box.signingKey(6000011, now)).rejects.toMatchObject({ name: 'Fault', code: 'UNAVAILABLE' })
  expect(await box.signingKey(6000010, now)).toMatchObject({ firmCode: 6000010 })
})

test('outside its certificate a key signs nothing', async () => {
  const box = await boxOf(await firm())
  for (const instant of ['2026-03-01T11:59:59.999Z', '2028-03-01T12:00:00.000Z']) {
    const at = new Date(instant)
    await expect(box.sign(6000010, 'od-update+jws', payload, at)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  }
  const early = { ...payload, issuedAt: '2026-01-01T00:00:00.000Z' }
  await expect(box.sign(6000010, 'od-update+jws', early, now)).rejects.toMatchObject({ rule: 'certificateTime' })
})

test('a key that is registered and not in the folder is named to the operator', async () => {
  const made = await firm()
  await rm(await signingFile())
  const box = await boxOf(made)
  const { kid } = made.rows[1] ?? { kid: '' }
  const message = `the signing key ${kid} of firm code 6000010 is not in the key folder of this node`
  await expect(box.signingKey(6000010, now)).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    facts: { cause: { message } },
  })
})

test('a key file with another key than its name says, or without its scrypt line, is damaged', async () => {
  await firm()
  const path = await signingFile()
  const text = await readFile(path, 'utf8')
  const other = `${path.slice(0, -10)}${path.at(-10) === 'x' ? 'y' : 'x'}${path.slice(-9)}`
  await rename(path, other)
  await expect(openKeyFiles(dataDir, passphrase)).rejects.toThrow(
    `The key file ${other} is damaged: it holds another key`,
  )
  await rm(other)
  await writeFile(path, text.replace(/^Scrypt: .*$/m, ''))
  await expect(openKeyFiles(dataDir, passphrase)).rejects.toThrow('is damaged: its line "Scrypt:" is missing')
})

test('thumbprints name the files', async () => {
  const key = await (await boxOf(await firm())).signingKey(6000010, now)
  expect(await keyFiles()).toEqual(
    [`firm-6000010-${key.kid}.pem`, 'firm-6000010-root.jwk', 'firm-6000010-root.pem'].sort(),
  )
})
