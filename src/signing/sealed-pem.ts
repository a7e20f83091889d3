import { createPrivateKey, scrypt, type KeyObject } from 'node:crypto'
import { UserError } from '../user-error.ts'

/** Cost of one guess of the passphrase: 32 MiB and about a tenth of a second. */
const cost = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }

/**
 * Writes a private key as encrypted PKCS#8, after lines of `Name: value` in clear. The passphrase is stretched by scrypt
 * first, because the key derivation that PKCS#8 tools use by themselves makes guessing cheap.
 */
export async function sealPem(key: KeyObject, facts: Record<string, string>, passphrase: string, salt: Buffer) {
  const lines = { ...facts, Scrypt: `${cost.N}:${cost.r}:${cost.p}:${salt.toString('base64url')}` }
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\n`)
  const secret = await stretch(passphrase, salt, cost)
  const pem = key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: secret })
  return head.join('') + String(pem)
}

/** The lines in clear of a sealed key; values as written. */
export function pemFacts(text: string): Readonly<Record<string, string>> {
  const head = text.slice(0, Math.max(0, text.indexOf('-----BEGIN')))
  return Object.fromEntries(
    [...head.matchAll(/^([A-Za-z-]+): (.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  )
}

/**
 * Opens a sealed key.
 * @throws UserError naming the file, for a wrong passphrase or a damaged file
 */
export async function openPem(text: string, passphrase: string, file: string): Promise<KeyObject> {
  const [, n, r, p, salt] = /^(\d{1,7}):(\d{1,2}):(\d{1,2}):([\w-]+)$/.exec(pemFacts(text)['Scrypt'] ?? '') ?? []
  if (salt === undefined) throw new UserError(`The key file ${file} is damaged: its line "Scrypt:" is missing`)
  try {
    const found = { N: Number(n), r: Number(r), p: Number(p), maxmem: 256 * Number(n) * Number(r) }
    const secret = await stretch(passphrase, Buffer.from(salt, 'base64url'), found)
    return createPrivateKey({ key: text, format: 'pem', passphrase: secret })
  } catch (cause) {
    const advice = 'FIRM_PASSPHRASE has to be the passphrase that the firm was created with'
    throw new UserError(`The key file ${file} cannot be opened: ${advice}`, { cause })
  }
}

function stretch(passphrase: string, salt: Buffer, options: typeof cost): Promise<string> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, 32, options, (error, secret) => {
      if (error) reject(error)
      else resolve(secret.toString('base64url'))
    })
  })
}
