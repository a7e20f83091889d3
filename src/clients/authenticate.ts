import type { Clock } from '../domain/clock.ts'
import type { RandomSource } from '../domain/random.ts'
import { isWithin } from '../ip-range.ts'
import type { Caller } from '../operation.ts'
import type { Store } from '../store/store.ts'
import type { Sealer } from '../tickets/sealed-text.ts'
import { readAuthorization, type SentSecret } from './authorization.ts'
import { certificateHash, namedCertificates } from './certificate.ts'
import { findClient, findClientOfCertificate, type KnownClient, type LiveSecret } from './find-client.ts'
import { refusedLogin, type Login, type Way } from './login.ts'
import { fitsDigest, readToken, type MessageToken, type SentDigest } from './message-token.ts'
import { openSecret, sealSecret } from './secret-on-request.ts'
import { impossibleHash, newSecret, verifySecret } from './secret.ts'
import { takeNonce } from './used-nonces.ts'

/** Two secrets may live at once, so that a client can be moved from one to the next without a pause. */
export const liveSecrets = 2

/** So far a digest may come from the future, where clocks differ; milliseconds. */
const aheadAtMost = 60_000

/** A client certificate that came with a request. */
export interface SentCertificate {
  /** SHA-256 of the certificate, hexadecimal in small letters. */
  readonly fingerprint: string
  readonly subject: string
  readonly issuer: string
  readonly validFrom: Date
  readonly validTo: Date
  /** Whether somebody who is trusted checked its issuer. */
  readonly isVerified: boolean
}

export interface AuthenticatorParts {
  readonly store: Store
  readonly random: RandomSource
  readonly sealer: Sealer
  /** The real time, which the senders of digests and the makers of certificates go by. */
  readonly clock: Clock
  /** `DIGEST_SECONDS` */
  readonly digestSeconds: number
  /** An argument, so that a test can count how often it runs. */
  readonly verify?: typeof verifySecret
}

/**
 * Finds out which API client calls (design §2.3). The client's row is read in each call, so a disabled client or a
 * changed role counts at once on every node. A right secret is recognised in microseconds, so nothing is remembered and
 * nobody waits for somebody else's wrong ones.
 */
export class Authenticator {
  readonly #parts: AuthenticatorParts
  /** What is verified instead of secrets that do not exist, so that an unknown name takes as long as a wrong secret. */
  readonly #nobodys: readonly LiveSecret[]

  constructor(parts: AuthenticatorParts) {
    this.#parts = parts
    const { random, sealer } = parts
    this.#nobodys = Array.from({ length: liveSecrets }, (_, n) => {
      const id = `nobody ${n}`
      return { id, hash: impossibleHash(random), sealed: sealSecret(sealer, id, newSecret(random)) }
    })
  }

  /** Who an `Authorization` header says it is. */
  async byHeader(authorization: string, address: string): Promise<Login> {
    const sent = readAuthorization(authorization)
    return sent === undefined ? refusedLogin('unreadable') : this.#bySecret(sent, address)
  }

  /** Who a certificate stands for; undefined when it is nobody's, as browsers and proxies may bring one of their own. */
  async byCertificate(certificate: SentCertificate, address: string): Promise<Login | undefined> {
    const { fingerprint, subject, issuer, validFrom, validTo, isVerified } = certificate
    const named = isVerified ? namedCertificates(subject, issuer) : undefined
    const client = await findClientOfCertificate(this.#parts.store, {
      itself: Buffer.from(fingerprint, 'hex'),
      names: named && certificateHash(named),
    })
    if (client === undefined) return undefined
    const now = this.#parts.clock()
    // An instant that cannot be read is neither before nor after.
    if (!(now >= validFrom && now <= validTo)) return refusedLogin('certificateExpired', client.name)
    return admit(client, 'certificate', address)
  }

  /** Who the UsernameToken of a message says it is. */
  async byToken(token: MessageToken, address: string): Promise<Login> {
    const sent = readToken(token)
    if (sent === undefined) return refusedLogin('incompleteToken')
    return sent.way === 'digest' ? this.#byDigest(sent, address) : this.#bySecret(sent, address)
  }

  async #bySecret({ way, name, secret }: SentSecret, address: string): Promise<Login> {
    const found = await findClient(this.#parts.store, name)
    const { verify = verifySecret } = this.#parts
    const fits = this.#fitsOne(found?.secrets ?? [], ({ hash }) => verify(secret, hash))
    if (found === undefined) return refusedLogin('unknown')
    return fits ? admit(found.client(), way, address) : refusedLogin('wrongSecret', found.name)
  }

  async #byDigest(sent: SentDigest, address: string): Promise<Login> {
    const { store, sealer, clock, digestSeconds } = this.#parts
    const age = clock().getTime() - sent.createdAt.getTime()
    if (age > digestSeconds * 1000 || age < -aheadAtMost) return refusedLogin('stale')
    const found = await findClient(store, sent.name)
    const fits = this.#fitsOne(found?.secrets ?? [], ({ id, sealed }, nobody) => {
      const isKept = sealed !== null
      const secret = openSecret(sealer, isKept ? id : nobody.id, sealed ?? nobody.sealed ?? '')
      return fitsDigest(sent, secret) && isKept
    })
    if (found === undefined) return refusedLogin('unknown')
    if (!fits) return refusedLogin('wrongSecret', found.name)
    const client = found.client()
    // A secret may be kept for another reason: to show it again to a repetition.
    if (client.passwordForm !== 'digest') return refusedLogin('noDigest', client.name)
    const login = admit(client, 'digest', address)
    if (login.caller === undefined) return login
    const isNew = await takeNonce(store, client, sent, digestSeconds * 1000)
    return isNew ? login : refusedLogin('replayed', client.name)
  }

  /** Always looks at as many secrets, so that neither an unknown name nor a second secret shows. */
  #fitsOne(rows: readonly LiveSecret[], fits: (row: LiveSecret, nobody: LiveSecret) => boolean): boolean {
    const looks = this.#nobodys.map((nobody, n) => {
      const row = rows[n]
      return fits(row ?? nobody, nobody) && row !== undefined
    })
    return looks.includes(true)
  }
}

function admit(client: KnownClient, way: Way, address: string): Login {
  if (client.disabledAt !== null) return refusedLogin('disabled', client.name)
  if (client.ipRanges !== null && !isWithin(client.ipRanges, address)) return refusedLogin('address', client.name)
  return { caller: callerOf(client), way }
}

function callerOf(client: KnownClient): Caller {
  return {
    name: client.name,
    roles: new Set(client.roles),
    orderScope: client.orderScope,
    firmCodes: client.firmCodes === null ? 'all' : new Set(client.firmCodes),
    orderRepeat: client.orderRepeat ?? undefined,
  }
}
