import { checkValidAt, verifyCertificate, type Certificate, type FirmRoot } from './certificate.ts'
import { FormatError } from './errors.ts'
import type { JsonObject } from './encoding.ts'
import { readFlattened, unverifiedHeader, verifyJws, type FileType } from './jws.ts'
import { exactly, object } from './shape.ts'
import { firmCode, time } from './values.ts'

/**
 * Signs a payload as a file of the firm (header with certificate) and gives its text. The Firm Security Box is behind it.
 * Payloads of firm files carry `firmCode` and `issuedAt`.
 */
export type FirmSign = (type: FileType, payload: JsonObject) => Promise<string>

export interface FirmFile {
  readonly payload: JsonObject
  readonly certificate: Certificate
}

/**
 * The key that a file says it is signed by; unverified, so only to be asked of files that were stored by ourselves.
 */
export function firmFileKid(text: string, type: FileType): string {
  return unverifiedHeader(readFlattened(text, 'file'), type, 'file').kid
}

const common = object({ v: exactly(1), firmCode, issuedAt: time })

/**
 * Verifies a file of the firm along its chain: pinned root → certificate → signature, one firm code throughout, and the
 * certificate valid when the file was issued. The epoch is judged by the container, which alone knows the highest seen.
 */
export async function verifyFirmFile(text: string, type: FileType, root: FirmRoot, what: string): Promise<FirmFile> {
  const jws = readFlattened(text, what)
  const { cert = '' } = unverifiedHeader(jws, type, what)
  const certificate = await verifyCertificate(cert, root, `${what}: certificate`)
  const payload = await verifyJws(jws, type, certificate.suite, certificate.publicKey, what)
  const { firmCode: code, issuedAt } = common(payload, what)
  if (code !== certificate.firmCode) {
    const message = `${what} is for firm code ${code}, but its signing key is certified for ${certificate.firmCode}`
    throw new FormatError('otherFirm', message)
  }
  checkValidAt(certificate, issuedAt, what)
  return { payload, certificate }
}
