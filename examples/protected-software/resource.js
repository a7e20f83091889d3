import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

// A resource of the program that is worth nothing without a license: encrypted with AES-256-GCM. The key comes from the
// secret data of the license (type 1), so it is not in the program, and breaking the `if` below does not help.

/** What the key is for; the vendor's build and the program say the same. */
export const purpose = { label: 'protected-software/report' }

/** Part of the vendor's build. */
export function encrypt(clear, key) {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  return Buffer.concat([iv, cipher.update(clear), cipher.final(), cipher.getAuthTag()])
}

/** Part of the program. */
export function decrypt(sealed, key) {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12), { authTagLength: 16 })
  decipher.setAuthTag(sealed.subarray(-16))
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()])
}
