import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { readFirmRoot } from '../../src/formats/certificate.ts'
import { readBlockList } from '../../src/formats/block-list.ts'
import { readCredential } from '../../src/formats/credential.ts'
import { readLease } from '../../src/formats/lease.ts'
import { readContext } from '../../src/formats/context.ts'
import type { JsonObject } from '../../src/formats/encoding.ts'
import { keyAgreement } from '../../src/formats/jwe.ts'
import { unseal } from '../../src/formats/sealed.ts'
import { readTemplate } from '../../src/formats/template.ts'
import { readUpdate } from '../../src/formats/update.ts'
import { derivedKeysVector, machineVector } from './more-vectors.ts'
import * as vectors from './vectors.ts'

/**
 * The vectors of examples/formats/ are a promise: files and values of version 1 stay as they are. UPDATE_VECTORS=1 writes
 * them anew, which is only right before the first release.
 */
const folder = 'examples/formats'
const isUpdate = process.env['UPDATE_VECTORS'] === '1'
const everybody = await vectors.actors()
const kept = await readKept()

/** What holds randomness is taken from the files and only checked. */
async function readKept(): Promise<{ sealed: string; p256: JsonObject }> {
  const [update, p256] = await Promise.all([onDisk('update.json'), onDisk('context-p256.json')])
  const sealed = update?.['sealed'] ?? (await vectors.sealVector(everybody))
  return { sealed: sealed as string, p256: p256 ?? (await vectors.p256ContextVector(everybody)) }
}

async function onDisk(name: string): Promise<JsonObject | undefined> {
  const text = await readFile(`${folder}/${name}`, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (JSON.parse(text) as JsonObject)
}

const update = await vectors.updateVector(everybody, kept.sealed)
const made: Record<string, object> = {
  'canonical-json.json': vectors.canonicalVector(),
  'keys.json': vectors.keysVector(),
  'firm.json': vectors.firmVector(everybody),
  'template.json': await vectors.templateVector(everybody),
  'context.json': await vectors.contextVector(everybody),
  'context-p256.json': kept.p256,
  'update.json': { ...update.json, sealed: kept.sealed },
  'module.json': await vectors.moduleVector(everybody),
  'block-list.json': await vectors.blockListVector(everybody),
  'cloud.json': await vectors.cloudVector(everybody),
  'machine.json': await machineVector(everybody),
  'derived-keys.json': derivedKeysVector(),
  'refused.json': await vectors.refusedVector(everybody, kept.sealed),
}

if (isUpdate) {
  await mkdir(folder, { recursive: true })
  for (const [name, vector] of Object.entries(made)) {
    await writeFile(`${folder}/${name}`, `${JSON.stringify(vector, null, 2)}\n`)
  }
}

test.each(Object.keys(made))('%s holds what the code makes', async (name) => {
  expect(await onDisk(name)).toEqual(JSON.parse(JSON.stringify(made[name])))
})

test('the files can be read', async () => {
  const root = readFirmRoot({ ...everybody.firm.root.key })
  const text = async (name: string) => (await onDisk(name))?.['file'] as string
  expect((await readUpdate(await text('update.json'), root)).update.steps).toEqual(update.update.steps)
  const riding = (await readUpdate(await text('module.json'), root)).update.steps.flatMap(({ actions }) => actions)
  const ridesOn = riding.flatMap((action) => ('put' in action ? (action.put.options.ridesOn ?? []) : []))
  expect(ridesOn.map((id) => id.slice(-12))).toEqual(['00000000ba5e', '0000000ba5e2'])
  expect((await readTemplate(await text('template.json'), root)).template.firmName).toBe('Muster Software GmbH')
  const blocked = (await readBlockList(await text('block-list.json'), root)).list
  expect(await onDisk('block-list.json')).toMatchObject({ containers: blocked.containers, licenses: blocked.licenses })
  const context = await readContext(await text('context.json'), everybody.container)
  expect(context.hash.toString('base64url')).toBe((await onDisk('context.json'))?.['hash'])
  expect((await readContext(await text('context-p256.json'), undefined)).suite).toBe('p256-p256')
})

test('the files of a cloud container can be read', async () => {
  const root = readFirmRoot({ ...everybody.firm.root.key })
  const { serial, keyThumbprint, credential, lease } = (await onDisk('cloud.json')) as Record<string, string>
  expect((await readCredential(credential ?? '', root)).credential).toMatchObject({
    serial,
    keyThumbprint,
    generation: 2,
  })
  expect((await readLease(lease ?? '', root)).lease).toMatchObject({
    serial,
    keyThumbprint,
    seatNumber: 3,
    consumed: 7n,
  })
})

test('the sealed data opens', async () => {
  const { publicKey, privateJwk } = everybody.container.agreement
  const data = await unseal(kept.sealed, vectors.sealedFor, keyAgreement(publicKey, privateJwk))
  expect(data.hiddenData).toEqual([{ type: 1, data: Buffer.from('hidden'), accessCode: 4711 }])
})

const refused = (made['refused.json'] as { files: { why: string; file: string }[] }).files
// The digest is for the container to check, which alone knows where it stands.
test.each(refused.filter(({ why }) => why !== 'a digest that differs'))('refused: $why', async ({ file }) => {
  await expect(readUpdate(file, everybody.firm.root)).rejects.toMatchObject({ name: 'FormatError' })
})

test('the page tells the values of the vectors', async () => {
  const page = await readFile('docs/formats.md', 'utf8')
  const { steps, optionsHash, optionsCanonical } = update.json
  const values = [optionsHash, optionsCanonical, ...steps.flatMap((step) => [step.plainStep, step.digest])]
  for (const value of [...values, everybody.container.serial]) expect(page).toContain(value)
})
