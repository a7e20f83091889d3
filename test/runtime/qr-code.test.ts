import { readFile, writeFile } from 'node:fs/promises'
import { inflateSync } from 'node:zlib'
import decodeQR from 'qr/decode.js'
import { readContext } from '../../src/formats/context.ts'
import { qrLines, qrModules, qrPng, qrSvg } from '../../src/runtime/cli/qr-code.ts'
import { showQr } from '../../src/runtime/cli/show-qr.ts'
import { newFirm } from '../formats/support.ts'
import { newMachine, type Machine } from './command-line.ts'

const text = `{"payload":"${'aZ0-_'.repeat(300)}"}`

/** What a scanner reads in these dark modules. */
function scan(modules: readonly (readonly boolean[])[], scale = 3): string {
  const size = modules.length * scale
  const data = new Uint8Array(size * size * 4).fill(255)
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (modules[Math.floor(y / scale)]?.[Math.floor(x / scale)] === true)
        data.fill(0, (y * size + x) * 4, (y * size + x) * 4 + 3)
    }
  }
  return decodeQR({ width: size, height: size, data })
}

/** The dark pixels of a PNG as this program writes it: greyscale, one bit, no filters. */
function pixelsOf(png: Buffer): boolean[][] {
  const size = png.readUInt32BE(16)
  const data = inflateSync(png.subarray(41, 41 + png.readUInt32BE(33)))
  const row = 1 + Math.ceil(size / 8)
  return Array.from({ length: size }, (_, y) =>
    Array.from({ length: size }, (_, x) => ((data[y * row + 1 + (x >> 3)]! >> (7 - (x & 7))) & 1) === 0),
  )
}

test('a scanner reads the very text from the terminal and from the images', () => {
  const modules = qrModules(text)
  expect(scan(modules)).toBe(text)
  const fromTerminal = qrLines(modules).flatMap((line) => {
    // eslint-disable-next-line no-control-regex
    const cells = [...line.replace(/\u001B\[[0-9;]*m/g, '')]
    return [cells.map((cell) => '▀█'.includes(cell)), cells.map((cell) => '▄█'.includes(cell))]
  })
  expect(fromTerminal.slice(0, modules.length)).toEqual(modules)
  expect(scan(pixelsOf(qrPng(modules)), 1)).toBe(text)
  const dark = [...qrSvg(modules).matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => `${x},${y}`)
  expect(dark).toEqual(modules.flatMap((row, y) => row.flatMap((is, x) => (is ? `${x},${y}` : []))))
})

test('a context that is too long is refused honestly', async () => {
  await expect(showQr('x'.repeat(2953), true, 200)).resolves.toHaveLength(93)
  await expect(showQr('x'.repeat(2954), true, 200)).rejects.toThrow(
    'This context has 2954 characters, and a QR code holds 2953: it names too many licenses. Write it to a file',
  )
})

describe('a context as a QR code', () => {
  let machine: Machine
  beforeEach(async () => {
    machine = await newMachine({ columns: 200 })
    await writeFile(machine.path('root.jwk'), JSON.stringify((await newFirm()).root.key))
    await machine.run('create', '--firm', '6000010', '--root', '/root.jwk')
  })
  afterEach(() => machine.remove())

  test('on a terminal that is wide enough, and as an image of either kind', async () => {
    expect((await machine.run('context', '--qr')).out).toContain('\u001B[30;107m')
    const { out, exitCode } = await machine.run('context', '--qr', '/x.png', '--out', '/x.odc')
    expect(exitCode).toBe(0)
    expect(out).toContain(`Wrote the context as a QR code to ${machine.path('x.png')}.`)
    const read = scan(pixelsOf(await readFile(machine.path('x.png'))), 1)
    expect(`${read}\n`).toBe(await readFile(machine.path('x.odc'), 'utf8'))
    expect(await readContext(read, undefined)).toMatchObject({ firmCode: 6_000_010, contextSeq: 2 })
    await machine.run('context', '--qr', '/x.svg')
    expect(await readFile(machine.path('x.svg'), 'utf8')).toMatch(/^<svg /)
  })

  test('where it does not fit it says so, and what to do instead', async () => {
    const narrow = await newMachine({ columns: 80, environment: { OPENDEPOT_CONTAINERS: machine.path('containers') } })
    expect(await narrow.run('context', '--qr')).toMatchObject({
      exitCode: 2,
      err: expect.stringMatching(
        /^The QR code is \d+ columns wide, and the terminal has only 80\. .*--qr FILE\.png\.\n$/,
      ),
    })
    await narrow.remove()
    expect((await machine.run('context', '--qr', '/x.gif')).err).toContain('.png or .svg')
    expect((await machine.run('context')).err).toBe('Say where to: --out FILE, or --qr.\n')
  })
})
