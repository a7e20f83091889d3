import { Fault } from '../faults.ts'

/** So much of each body is not counted: ordinary calls get through however many large ones are on their way. */
const alwaysFree = 16_384

/**
 * Room for the bodies of all requests that are being read or worked on, sent and unpacked. Each alone is bounded, but
 * thousands of senders that stop before their last byte, or of packed bodies that are unpacked at once, are not.
 */
export class BodyRoom {
  private readonly bytes: number
  private held = 0

  /** @param bytes of all bodies together */
  constructor(bytes: number) {
    this.bytes = bytes
  }

  /** For one request, from before its body is read until it is answered. */
  enter(): BodyHold {
    let mine = 0
    const move = (bytes: number) => {
      const before = Math.max(0, mine - alwaysFree)
      mine += bytes
      this.held += Math.max(0, mine - alwaysFree) - before
    }
    return {
      take: (bytes) => {
        move(bytes)
        if (this.held <= this.bytes || mine <= alwaysFree) return true
        move(-bytes)
        return false
      },
      give: (bytes) => {
        move(-bytes)
      },
      release: () => {
        move(-mine)
      },
    }
  }
}

/** What one request holds of the room. */
export interface BodyHold {
  /** False when there is no room; then nothing was taken. */
  take(bytes: number): boolean
  give(bytes: number): void
  /** Gives everything back. */
  release(): void
}

/** What is told to a sender for whose body there is no room. */
export function noRoom(): Fault {
  return new Fault('UNAVAILABLE', 'The server is busy with other large messages; send this one again later.')
}
