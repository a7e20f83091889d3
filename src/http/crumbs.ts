import type { IncomingMessage } from 'node:http'

/** Smaller pieces of a body are put together; bytes. */
const wholePiece = 4_096

/**
 * Puts the pieces of a body together before anybody keeps them. Node makes a buffer of every chunk, which costs some
 * hundred bytes however small a sender makes it: a body of a megabyte in chunks of one byte would take two hundred.
 */
export function gatherCrumbs(request: IncomingMessage): void {
  const push = request.push.bind(request)
  let block: Buffer | undefined
  let size = 0
  const flush = (): boolean => {
    if (block === undefined) return true
    const piece = block.subarray(0, size)
    block = undefined
    size = 0
    return push(piece)
  }
  request.push = (piece: Buffer | null): boolean => {
    if (piece === null) {
      flush()
      return push(null)
    }
    const isCrumb = piece.length < wholePiece
    if (!isCrumb || size + piece.length > wholePiece) {
      const hasRoom = flush()
      if (!isCrumb) return push(piece)
      hold(piece)
      return hasRoom
    }
    hold(piece)
    return true
  }

  function hold(piece: Buffer): void {
    // Most bodies come in one piece, which needs no copy.
    if (block === undefined) block = piece
    else {
      if (block.length < wholePiece) block = grown(block, size)
      piece.copy(block, size)
    }
    size += piece.length
  }
}

function grown(block: Buffer, size: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(wholePiece)
  block.copy(bytes, 0, 0, size)
  return bytes
}
