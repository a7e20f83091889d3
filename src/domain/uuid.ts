import type { Clock } from './clock.ts'
import type { RandomSource } from './random.ts'

const counterBits = 12
const counterEnd = 1 << counterBits

/**
 * Makes UUIDv7 (RFC 9562), lower case: 48 bits of milliseconds, a counter, 62 random bits. Within one process every id
 * is higher than the one before, also within a millisecond and when the clock is set back; this keeps inserts at the end
 * of the index. Nothing may be ordered by ids all the same: other nodes have other clocks.
 */
export function idMaker(clock: Clock, random: RandomSource): () => string {
  let lastTime = 0
  let counter = 0
  return () => {
    const time = clock().getTime()
    const bytes = random(10)
    if (time > lastTime) {
      lastTime = time
      // A random start (RFC 9562 §6.2, method 1), in the lower half, so that a busy millisecond has room to count.
      counter = bytes.readUInt16BE(8) & ((counterEnd >> 1) - 1)
    } else if (++counter === counterEnd) {
      lastTime++
      counter = 0
    }
    return uuidOf(lastTime, counter, bytes)
  }
}

function uuidOf(time: number, counter: number, bytes: Buffer): string {
  const id = Buffer.alloc(16)
  id.writeUIntBE(time, 0, 6)
  id.writeUInt16BE(0x7000 | counter, 6)
  bytes.copy(id, 8, 0, 8)
  id.writeUInt8((id.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = id.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

const form = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether a text can be an id of ours; what comes from outside may be anything. */
export function isId(text: string): boolean {
  return form.test(text)
}
