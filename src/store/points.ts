/**
 * Named moments at which a crash would hurt most. A crash test stops the process at one of them; in production passing
 * one costs a call of an empty function. A test compares this list with the places in the code.
 */
export const pointNames = [
  /** Everything is written and the answer is encoded, nothing is committed. */
  'before-commit',
  /** Committed; the answer has not left. */
  'after-commit',
  /** A step of a container's chain is reserved and not signed. */
  'step-reserved',
  /** The update is signed and not stored. */
  'update-signed',
  /** Events have their numbers, and the transaction that gave them is not committed. */
  'events-numbered',
] as const

export type PointName = (typeof pointNames)[number]

export interface Points {
  /** Called when the named moment has come; does not return if it stops the process. */
  reach(name: PointName): void
}

/** The points of a process that nobody wants to stop. */
export const noPoints: Points = { reach: () => undefined }
