import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { firstDigest } from '../../src/formats/digest.ts'
import { thumbprint } from '../../src/formats/keys.ts'
import { makeStep, writeUpdate } from '../../src/formats/update.ts'
import { license, newContainer, newFirm, now } from './support.ts'

/** A program in another language, written from docs/formats.md alone, has to judge our files as we do. */
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'opendepot-python-'))
})
afterAll(() => rm(folder, { recursive: true }))

interface Ended {
  readonly code: number | string | null | undefined
  readonly out: string
  readonly err: string
}

async function verifyInPython(file: string, root: object): Promise<Ended> {
  await writeFile(join(folder, 'x.odu'), file)
  await writeFile(join(folder, 'root.jwk'), JSON.stringify(root))
  const args = ['examples/verify-update.py', join(folder, 'x.odu'), join(folder, 'root.jwk')]
  return new Promise((resolve) => {
    execFile('/usr/bin/python3', args, (error, out, err) => resolve({ code: error ? error.code : 0, out, err }))
  })
}

test.each([
  ['ed25519-x25519', 'ed25519-x25519'],
  ['p256-p256', 'ed25519-x25519'],
  ['ed25519-x25519', 'p256-p256'],
] as const)('a genuine update, root %s, signing key %s', async (rootSuite, suite) => {
  const { rootPair, root } = await newFirm({ suite: rootSuite })
  const firm = await newFirm({ suite, root: rootPair, rootSuite })
  const container = newContainer(firm)
  const options = { name: 'Größe "XL" \u{1F600}\u007f\n', text: '\u2028', expirationTime: '2027-01-01T00:00:00.000Z' }
  const future = {
    ...license('L-1', options),
    options: { ...license('L-1', options).options, '\u{1F600}': 1, '\ufb33': [true, null] },
  }
  const first = makeStep(firstDigest, 0, [{ put: future }])
  const second = makeStep(first.digest, 1, [{ remove: { licenseId: 'L-1' } }, { put: license('L-2') }])
  const facts = { serial: container.serial, keyThumbprint: thumbprint(container.signingKey), firmCode: firm.firmCode }
  const file = await writeUpdate({ ...facts, transferId: 'T-1', issuedAt: now, steps: [first, second] }, firm.sign)
  const { code, out, err } = await verifyInPython(file, root.key)
  expect(err).toBe('')
  expect(code).toBe(0)
  expect(out).toContain(`genuine update T-1 for container ${container.serial}\n`)
  expect(out).toContain('put license L-2, generation 1: CAD Professional (CAD-PRO), product 1001, no end\n')

  const rest = await writeUpdate({ ...facts, transferId: 'T-1', issuedAt: now, steps: [second] }, firm.sign)
  expect(await verifyInPython(rest, root.key)).toMatchObject({ code: 0 })
})

interface Vectors {
  readonly root: object
  readonly file: string
  readonly files: readonly { why: string; file: string }[]
}

async function vectors(name: string): Promise<Vectors> {
  return JSON.parse(await readFile(`examples/formats/${name}`, 'utf8')) as Vectors
}

test('the vectors, and each of the refused ones', async () => {
  const { root, file: withModule } = await vectors('module.json')
  const { file } = await vectors('update.json')
  for (const good of [file, withModule]) {
    expect(await verifyInPython(good, root)).toMatchObject({ code: 0, err: '' })
  }
  for (const { why, file: bad } of (await vectors('refused.json')).files) {
    const { code, out, err } = await verifyInPython(bad, root)
    expect([why, code, out]).toEqual([why, 1, ''])
    expect(err).toMatch(/^refused: /)
  }
})

test('a wrong root, a root that is private, and files that are not there', async () => {
  const { file } = await vectors('update.json')
  const { root, rootPair } = await newFirm()
  expect(await verifyInPython(file, root.key)).toMatchObject({ code: 1, err: 'refused: it is signed by another key\n' })
  expect(await verifyInPython(file, rootPair.privateJwk)).toMatchObject({ code: 1 })
  expect(await verifyInPython('', root.key)).toMatchObject({ code: 1, err: 'refused: not JSON in UTF-8\n' })
})
