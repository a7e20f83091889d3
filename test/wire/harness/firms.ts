import { createPrivateKey } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FirmKey } from '../../../src/entities/firm-key.ts'
import { issueCertificate } from '../../../src/formats/certificate.ts'
import { thumbprint } from '../../../src/formats/keys.ts'
import { keyNames } from '../../../src/signing/key-folder.ts'
import { sealPem } from '../../../src/signing/sealed-pem.ts'
import { insertRows } from '../../../src/store/insert-rows.ts'
import type { Tx } from '../../../src/store/store.ts'
import { fixedKey, signerOf } from './keys.ts'

export const firmPassphrase = 'wire samples'

/** The firm of the samples, and a second one; both can sign. */
export const firmCode = 6_000_010
export const otherFirmCode = 6_000_020
/** A firm whose public keys are known and whose private ones are not here: the signer is away. */
export const unsignedFirmCode = 6_000_030

const suite = 'ed25519-x25519'
const notBefore = new Date('2026-01-01T00:00:00.000Z')
const notAfter = new Date('2028-01-01T00:00:00.000Z')

export const rootOf = (code: number) => fixedKey('Ed25519', `root of ${code}`)
const signingKeyOf = (code: number) => fixedKey('Ed25519', `signing key of ${code}`)

function certificateOf(code: number): Promise<string> {
  const content = { firmCode: code, suite, publicKey: signingKeyOf(code).publicKey, notBefore, notAfter, epoch: 1 }
  return issueCertificate({ ...content, suite }, signerOf(suite, rootOf(code)))
}

/** Puts the key files of the firms that can sign where the server looks for them, as `opendepot firm create` does. */
export async function writeKeyFiles(dataDir: string): Promise<void> {
  const folder = join(dataDir, 'keys')
  await mkdir(folder, { mode: 0o700 })
  for (const code of [firmCode, otherFirmCode]) {
    const { publicKey, privateJwk } = signingKeyOf(code)
    const key = createPrivateKey({ key: privateJwk, format: 'jwk' })
    const facts = { 'Firm-Code': String(code), Role: 'signing', Certificate: await certificateOf(code) }
    const pem = await sealPem(key, facts, firmPassphrase, Buffer.alloc(16))
    await writeFile(join(folder, keyNames.signing(code, thumbprint(publicKey))), pem)
    await writeFile(join(folder, keyNames.root(code)), JSON.stringify(rootOf(code).publicKey))
  }
}

/** The public keys of all firms, as the database has them. */
export async function insertFirmKeys(tx: Tx): Promise<void> {
  for (const code of [firmCode, otherFirmCode, unsignedFirmCode]) {
    const common = { firmCode: code, suite, notBefore, state: 'active', createdAt: notBefore } as const
    const root = rootOf(code).publicKey
    const signing = signingKeyOf(code).publicKey
    await insertRows(tx, FirmKey, [
      {
        ...common,
        kid: thumbprint(root),
        role: 'root',
        publicJwk: JSON.stringify(root),
        certificate: null,
        epoch: 0,
        notAfter: new Date('9999-12-31T00:00:00.000Z'),
      },
      {
        ...common,
        kid: thumbprint(signing),
        role: 'signing',
        publicJwk: JSON.stringify(signing),
        certificate: await certificateOf(code),
        epoch: 1,
        notAfter,
      },
    ])
  }
}
