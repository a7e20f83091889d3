/** Exit codes of `opendepot-runtime`; part of its interface, so they never change their meaning. */
export const exitCodes = {
  /** Done; or: the license is valid. */
  done: 0,
  /** An error that nobody expected. */
  failed: 1,
  /** Wrong command, option or file name. */
  usage: 2,
  /** The container or a file is refused; the message says why. */
  refused: 3,
  /** The Depot refused. */
  depotRefused: 4,
  /** The Depot cannot be reached now; try again. */
  depotUnreachable: 5,
  /** `verify`: the license is not valid; `check`: a container is blocked. */
  invalid: 6,
  /** `verify`: it cannot be told now. */
  unknown: 7,
  /** A waiting time has to pass, which has begun; do the same once more at the time that was named. */
  wait: 8,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
