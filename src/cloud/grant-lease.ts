import { keysOf } from '../delivery/container-keys.ts'
import type { SigningParts } from '../delivery/parts.ts'
import { secretsOf } from '../delivery/sign-update.ts'
import { leaseSpan, seatCountOf, type LeaseSpan } from '../domain/lease.ts'
import type { Container } from '../entities/container.ts'
import { thumbprint } from '../formats/keys.ts'
import { writeLease } from '../formats/lease.ts'
import { seal } from '../formats/sealed.ts'
import type { Call } from '../operation.ts'
import type { LeasedLicense } from './leased-license.ts'
import type { LeasePace } from './pace.ts'

/** A lease before it is signed. */
export interface Grant {
  readonly container: Container
  readonly leased: LeasedLicense
  readonly span: LeaseSpan
  readonly seatCount: number
  /** Seats that are taken, this one included. */
  readonly seatsTaken: number
  readonly seatNumber: number
  readonly sessionId: string
}

/** How long a license is leased now, how many may use it, and from when on somebody else may. */
export function termsOf(
  { now }: Pick<Call, 'now'>,
  pace: LeasePace,
  { end, options }: Pick<LeasedLicense, 'end' | 'options'>,
  sessionId: string,
) {
  const span = leaseSpan(now, { span: pace.next(now), chance: chanceOf(sessionId), end })
  const freeAt = afterLinger(span.validUntil, options)
  return { span, freeAt, seatCount: seatCountOf(options.licenseQuantity) }
}

/** Of each session another one, and always the same, so that who asks again hears the same. */
function chanceOf(sessionId: string): number {
  return parseInt(sessionId.slice(-8), 16) / 2 ** 32
}

/** A use stays taken for a while after its end. */
export function afterLinger(end: Date, { lingerTime = 0 }: { readonly lingerTime?: number | undefined }): Date {
  return new Date(end.getTime() + lingerTime * 1000)
}

/** Has a lease signed, and secret data sealed for who holds the credential; never inside a transaction. */
export async function signLease(
  { now }: Pick<Call, 'now'>,
  { box, sealer, testMode }: SigningParts,
  { container, leased, span, seatNumber, sessionId }: Grant,
): Promise<string> {
  const { signingKey, agreementKey } = keysOf(container)
  const { license, options, consumed } = leased
  const { id: licenseId, generation, firmCode, item } = license
  const { hiddenData, secretData } = item.options
  const isSealed = (hiddenData ?? secretData) !== undefined
  const content = {
    serial: container.serial,
    keyThumbprint: thumbprint(signingKey),
    firmCode,
    leaseId: sessionId,
    licenseId,
    generation,
    issuedAt: now,
    ...span,
    seatNumber,
    consumed,
    options,
    ...(isSealed && { sealed: await seal(secretsOf(item, sealer), { licenseId, generation }, agreementKey) }),
    ...(testMode && { test: true }),
  }
  return writeLease(content, (type, payload) => box.sign(firmCode, type, payload, now))
}

/** A grant as the contract tells it. */
export function toldGrant({ span, seatCount, seatsTaken }: Grant) {
  return { ...span, seatCount, seatsTaken }
}
