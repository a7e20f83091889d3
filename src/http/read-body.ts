import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip, inflate, inflateRaw } from 'node:zlib'
import { type BodyHold, noRoom } from './body-room.ts'
import { HttpRefusal } from './refusal.ts'

export interface BodyLimits {
  /** Bytes of a body as it is sent. */
  readonly body: number
  /** Bytes of a body when unpacked. */
  readonly inflated: number
  /** How many times its size a packed body may become, from `ratioFreeBytes` on. */
  readonly ratio: number
}

/** Up to here a high ratio harms nobody: a short message of a few repeated lines packs very well. */
const ratioFreeBytes = 65_536

/** How much of a body that is too large is thrown away, so that an honest client gets to read the refusal. */
const patience = 8

/** The client went away before its request was complete. There is nobody to answer. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone'
}

/**
 * The whole body, unpacked, and how many bytes it was on the wire; throws an `HttpRefusal` when it is too large or packed
 * in a way that cannot be read, and a `Fault` when there is no room for it.
 */
export async function readBody(
  request: IncomingMessage,
  limits: BodyLimits,
  hold: BodyHold,
): Promise<{ readonly body: Buffer; readonly bytes: number }> {
  const sent = await collect(request, limits.body, hold)
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  return { body: encoding === 'identity' ? sent : await unpack(sent, encoding, limits, hold), bytes: sent.length }
}

function collect(request: IncomingMessage, limit: number, hold: BodyHold): Promise<Buffer> {
  // Gone while somebody looked who it is: nothing more will be told of this request, not even its end.
  if (request.destroyed) throw new ClientGone()
  const tooLarge = (headers = {}) => new HttpRefusal(413, `the body must not exceed ${limit} bytes`, headers)
  if (Number(request.headers['content-length'] ?? 0) > limit * patience) throw tooLarge({ connection: 'close' })
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) {
        chunks.push(chunk)
        if (!hold.take(chunk.length)) {
          request.pause()
          reject(noRoom())
        }
      } else if (size > limit * patience) {
        request.pause()
        reject(tooLarge({ connection: 'close' }))
      } else {
        chunks.length = 0
      }
    })
    request.on('end', () => {
      if (size > limit) reject(tooLarge())
      else resolve(Buffer.concat(chunks, size))
    })
    request.on('error', () => {
      reject(new ClientGone())
    })
    request.on('close', () => {
      if (!request.readableEnded) reject(new ClientGone())
    })
  })
}

const unpackers: ReadonlyMap<string, typeof gunzip> = new Map([
  ['gzip', gunzip],
  ['x-gzip', gunzip],
  ['deflate', inflate],
])

async function unpack(body: Buffer, encoding: string, limits: BodyLimits, hold: BodyHold): Promise<Buffer> {
  let unpacker = unpackers.get(encoding)
  if (!unpacker) throw new HttpRefusal(415, 'the Content-Encoding must be gzip, deflate or identity')
  // Some clients send deflate without the zlib header, whose first byte always ends with 8 (RFC 1950 §2.2).
  if (unpacker === inflate && ((body[0] ?? 0) & 0x0f) !== 8) unpacker = inflateRaw
  const allowed = Math.min(limits.inflated, Math.max(ratioFreeBytes, body.length * limits.ratio))
  // How much it will be shows when it is; many that are unpacked at once must not be more than there is room for.
  if (!hold.take(allowed)) throw noRoom()
  try {
    const unpacked = await promisify<Buffer, object, Buffer>(unpacker)(body, { maxOutputLength: allowed })
    hold.give(allowed - unpacked.length)
    return unpacked
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    if (isTooLarge) throw new HttpRefusal(413, `the unpacked body must not exceed ${allowed} bytes`)
    throw new HttpRefusal(400, `the body is not valid ${encoding} data`)
  }
}
