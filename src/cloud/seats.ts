import { LessThanOrEqual } from 'typeorm'
import { Seat } from '../entities/seat.ts'
import { Fault } from '../faults.ts'
import type { Call } from '../operation.ts'
import { insertRows } from '../store/insert-rows.ts'
import { RowChanged } from '../store/rerun.ts'
import type { Tx } from '../store/store.ts'

/** Who wants to sit, and how long. */
export interface SeatWish {
  readonly licenseId: string
  readonly seatCount: number
  readonly sessionId: string
  readonly leasedUntil: Date
  readonly freeAt: Date
}

/** Several who look for a seat at once mostly choose different ones among so many new ones. */
const newSeatsToChoose = 64

/**
 * Takes a seat of a license that nobody sits on, or that its last one left or lost. Seats are rows with unique keys: of two
 * who take the same one, the later runs again.
 * @throws Fault `SEATS_TAKEN`
 */
export async function takeSeat(tx: Tx, call: Pick<Call, 'now' | 'random'>, wish: SeatWish): Promise<number> {
  const { licenseId, seatCount, ...taking } = wish
  const known = await tx.findBy(Seat, { licenseId, seatNumber: LessThanOrEqual(seatCount) })
  const taken = known.filter(({ freeAt }) => freeAt > call.now)
  if (taken.length >= seatCount) throw seatsTaken(taken, seatCount)
  const free = known.filter((seat) => !taken.includes(seat))
  const old = free[choice(call, free.length)]
  if (old === undefined) {
    const seatNumber = newSeat(call, known, seatCount)
    await insertRows(tx, Seat, [{ licenseId, seatNumber, ...taking }])
    return seatNumber
  }
  const { seatNumber, sessionId, freeAt } = old
  const { affected } = await tx.update(Seat, { licenseId, seatNumber, sessionId, freeAt }, taking)
  if (affected !== 1) throw new RowChanged('somebody else has taken the seat')
  return seatNumber
}

function newSeat(call: Pick<Call, 'random'>, known: readonly Seat[], seatCount: number): number {
  const numbers = new Set(known.map(({ seatNumber }) => seatNumber))
  const length = Math.min(seatCount, numbers.size + newSeatsToChoose)
  const free = Array.from({ length }, (_, index) => index + 1).filter((number) => !numbers.has(number))
  const seatNumber = free[choice(call, free.length)]
  if (seatNumber === undefined) throw new Error('there is a free seat, and it has no number')
  return seatNumber
}

function choice({ random }: Pick<Call, 'random'>, count: number): number {
  return random(6).readUIntBE(0, 6) % Math.max(1, count)
}

function seatsTaken(taken: readonly Seat[], seatCount: number): Fault {
  const waitUntil = new Date(Math.min(...taken.map(({ freeAt }) => freeAt.getTime())))
  const text = `All ${seatCount} seats of the license are in use; the first of them may be free at ${waitUntil.toISOString()}.`
  return new Fault('SEATS_TAKEN', text, { waitUntil, details: { seatCount: String(seatCount) } })
}

/**
 * Goes on sitting. Who came late sits there still if nobody else took the seat meanwhile; false if somebody did.
 */
export async function keepSeat(
  tx: Tx,
  { licenseId, seatNumber, sessionId, leasedUntil, freeAt }: Pick<Seat, keyof Seat>,
): Promise<boolean> {
  const { affected } = await tx.update(Seat, { licenseId, seatNumber, sessionId }, { leasedUntil, freeAt })
  return affected === 1
}

/** How many seats of a license are taken now. */
export async function seatsInUse(tx: Tx, licenseId: string, seatCount: number, now: Date): Promise<number> {
  const seats = await tx.findBy(Seat, { licenseId, seatNumber: LessThanOrEqual(seatCount) })
  return seats.filter(({ freeAt }) => freeAt > now).length
}
