import { FormatError } from './errors.ts'
import { readRoot, signingKeyOf, thumbprint, thumbprintText, type PublicJwk } from './keys.ts'
import { readCompact, signJws, verifyJws, writeCompact, type Signer } from './jws.ts'
import { exactly, integer, object, oneOf } from './shape.ts'
import { suiteNames, type SuiteName } from './suites.ts'
import { firmCode, time } from './values.ts'

/** What the firm root says of a signing key (docs/formats.md §5). */
export interface Certificate {
  readonly kid: string
  readonly firmCode: number
  readonly suite: SuiteName
  readonly publicKey: PublicJwk
  /** Valid for files issued at this instant or later … */
  readonly notBefore: Date
  /** … and before this one. */
  readonly notAfter: Date
  /** Raised when a signing key is compromised; a container refuses an epoch below the highest it has seen. */
  readonly epoch: number
}

export interface FirmRoot {
  readonly suite: SuiteName
  readonly key: PublicJwk
}

/** Reads the pinned root from its JWK, for example the content of a `root.jwk` file. */
export const readFirmRoot: (jwk: Parameters<typeof readRoot>[0]) => FirmRoot = (jwk) => readRoot(jwk)

const base = object({
  v: exactly(1),
  kid: thumbprintText,
  firmCode,
  suite: oneOf(...suiteNames),
  notBefore: time,
  notAfter: time,
  epoch: integer(1, 2_147_483_647),
})

/** Issues the certificate of a signing key, as compact JWS by the root. */
export async function issueCertificate(certificate: Omit<Certificate, 'kid'>, root: Signer): Promise<string> {
  const { firmCode, suite, publicKey, epoch } = certificate
  const payload = {
    v: 1,
    kid: thumbprint(publicKey),
    firmCode,
    suite,
    publicKey,
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
    epoch,
  }
  return writeCompact(await signJws('od-certificate+jws', payload, root))
}

/** Verifies that a certificate was issued by this root. Whether it was valid at a time is for `checkValidAt`. */
export async function verifyCertificate(compact: string, root: FirmRoot, what = 'certificate'): Promise<Certificate> {
  const jws = readCompact(compact, what)
  const payload = await verifyByRoot(jws, root, what)
  const certificate = base(payload, what)
  const publicKey = signingKeyOf(certificate.suite)(payload['publicKey'], `${what}.publicKey`)
  if (thumbprint(publicKey) !== certificate.kid) throw new FormatError('malformed', `${what}.kid is not of its key`)
  return { ...certificate, publicKey }
}

async function verifyByRoot(jws: ReturnType<typeof readCompact>, root: FirmRoot, what: string) {
  try {
    return await verifyJws(jws, 'od-certificate+jws', root.suite, root.key, what)
  } catch (error) {
    if (!(error instanceof FormatError && error.rule === 'signature')) throw error
    const message = `${what} is not signed by the pinned firm root ${thumbprint(root.key)}`
    throw new FormatError('otherRoot', message, { cause: error })
  }
}

/** The validity of a certificate is judged when the file was issued, never when it is read: keys retire, licenses stay. */
export function checkValidAt(
  { notBefore, notAfter }: Pick<Certificate, 'notBefore' | 'notAfter'>,
  issuedAt: Date,
  what: string,
): void {
  if (notBefore <= issuedAt && issuedAt < notAfter) return
  const span = `${notBefore.toISOString()} to ${notAfter.toISOString()}`
  const message = `${what} was issued at ${issuedAt.toISOString()}, but its signing key is certified from ${span}`
  throw new FormatError('certificateTime', message)
}
