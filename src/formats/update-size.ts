import type { Action } from './update.ts'

/** The longest update file, in characters; a field of the Depot's contract can hold it. */
export const maxUpdateLength = 2_000_000

/** Characters of a file beside its payload: the header with the longest certificate there may be, and the signature. */
const frameLength = 12_000

/** Bytes of a payload beside its steps. */
const headSize = 600

/** Bytes that the steps of one update may take as JSON; base64url makes four characters of three bytes. */
export const roomForSteps = Math.floor(((maxUpdateLength - frameLength) * 3) / 4) - headSize

/** `from`, `to`, `digest` and what stands between. */
const stepFrame = 128

/** The comma, and members of a put that are added when it is signed: `consumed`, and the name of `sealed`. */
const actionFrame = 64

/**
 * Bytes that an action takes in an update, at most. Known before it is signed, so that no step is reserved which no
 * update could carry.
 * @param sealedLength characters of its sealed data, see `sealedLength`
 */
export function actionSize(action: Action, sealedLength = 0): number {
  return Buffer.byteLength(JSON.stringify(action)) + actionFrame + sealedLength
}

/** Bytes that a step takes in an update, at most. */
export function stepSize(actionSizes: readonly number[]): number {
  return actionSizes.reduce((sum, size) => sum + size, stepFrame)
}
