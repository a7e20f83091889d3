import { firmIn, withFirm } from './container-folder.ts'
import type { ContainerState, FirmState } from './state.ts'

const hour = 3_600_000

/** A clock may be behind by so much: time zones set wrongly, a server that is a little ahead. */
const tolerance = 24 * hour

/** Why a clock cannot be trusted: it is behind what a firm has signed, or only behind what it showed here before. */
export interface ClockBehind {
  readonly by: 'signed' | 'seen'
  readonly time: string
}

/** Whether the clock of this machine is too far behind to judge the licenses of a firm by. */
export function clockBehind({ seen }: ContainerState, { signedTime }: FirmState, now: Date): ClockBehind | undefined {
  if (isBehind(now, signedTime)) return { by: 'signed', time: signedTime }
  if (isBehind(now, seen)) return { by: 'seen', time: seen }
  return undefined
}

function isBehind(now: Date, time: string | undefined): time is string {
  return time !== undefined && Number(now) < Date.parse(time) - tolerance
}

/** Notes what the clock shows; the same state if it showed about as much before, so that not every look writes. */
export function withSeen(state: ContainerState, now: Date): ContainerState {
  const before = state.seen === undefined ? Number.NEGATIVE_INFINITY : Date.parse(state.seen)
  return Number(now) >= before + hour ? { ...state, seen: now.toISOString() } : state
}

/**
 * Takes the time at which a firm signed something for this container: only that is proof of time, and only newer than all
 * before. If it confirms the present clock, what the clock showed earlier counts no more: it was ahead once.
 */
export function withSignedTime(state: ContainerState, firmCode: number, issuedAt: Date, now: Date): ContainerState {
  const firm = firmIn(state, firmCode)
  const signedTime = issuedAt.toISOString()
  if (firm.signedTime !== undefined && signedTime <= firm.signedTime) return state
  const proven = withFirm(state, firmCode, { ...firm, signedTime })
  const isConfirmed = Math.abs(Number(now) - Number(issuedAt)) <= tolerance
  return isConfirmed ? { ...proven, seen: now.toISOString() } : proven
}
