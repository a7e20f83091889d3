import { crc32, deflateSync } from 'node:zlib'
import encodeQR from 'qr'

/** Characters of plain text that the largest QR code holds, with the least redundancy. */
export const mostInQr = 2953

/** Empty modules around the code, which every scanner needs. */
const border = 4

/** Dark modules of a QR code with its border, row by row. The text has at most `mostInQr` ASCII characters. */
export function qrModules(text: string): boolean[][] {
  return encodeQR(text, 'raw', { ecc: 'low', encoding: 'byte', border })
}

/** Two rows of modules on each line, black on white whatever the colours of the terminal. */
export function qrLines(modules: readonly (readonly boolean[])[]): string[] {
  const lines: string[] = []
  for (let row = 0; row < modules.length; row += 2) {
    const upper = modules[row] ?? []
    const lower = modules[row + 1] ?? []
    const cells = upper.map((dark, column) => halves[Number(dark) * 2 + Number(lower[column] ?? false)] ?? ' ')
    lines.push(`\u001B[30;107m${cells.join('')}\u001B[0m`)
  }
  return lines
}

/** Light and light, light over dark, dark over light, dark and dark. */
const halves = [' ', '▄', '▀', '█'] as const

/** Pixels of a module in an image. */
const scale = 6

export function qrSvg(modules: readonly (readonly boolean[])[]): string {
  const size = modules.length
  const path = modules.flatMap((row, y) => row.flatMap((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : [])))
  const box = `viewBox="0 0 ${size} ${size}" width="${size * scale}" height="${size * scale}" shape-rendering="crispEdges"`
  const content = `<rect width="${size}" height="${size}" fill="#fff"/><path d="${path.join('')}"/>`
  return `<svg xmlns="http://www.w3.org/2000/svg" ${box}>${content}</svg>\n`
}

/** One bit a pixel, as the PNG specification has it for greyscale of depth 1. */
export function qrPng(modules: readonly (readonly boolean[])[]): Buffer {
  const size = modules.length * scale
  const bytesOfRow = 1 + Math.ceil(size / 8)
  const pixels = Buffer.alloc(bytesOfRow * size)
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const isDark = modules[Math.floor(y / scale)]?.[Math.floor(x / scale)] ?? false
      const at = y * bytesOfRow + 1 + (x >> 3)
      // The first byte of a row names its filter, none; a set bit is white.
      if (!isDark) pixels[at] = (pixels[at] ?? 0) | (0x80 >> (x & 7))
    }
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(size, 0)
  head.writeUInt32BE(size, 4)
  head.set([1, 0, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'ascii'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(content))
  return Buffer.concat([length, content, check])
}
