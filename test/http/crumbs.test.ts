import { randomBytes } from 'node:crypto'
import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { gatherCrumbs } from '../../src/http/crumbs.ts'

function request(): IncomingMessage {
  const made = new IncomingMessage(new Socket())
  gatherCrumbs(made)
  return made
}

const sizes = (count: number, size: number) => Array<number>(count).fill(size)

test.each([
  ['nothing', [], 0],
  ['a single small piece', [2_000], 1],
  ['a single large piece', [50_000], 1],
  ['chunks of a byte', sizes(20_000, 1), 5],
  ['chunks that do not fill a piece evenly', sizes(100, 1_000), 25],
  ['large pieces', sizes(10, 65_536), 10],
  ['small ones before, between and after large ones', [1, 1, 70_000, 1, 4_096, 4_095, 2, 1, 9_000, 3], 8],
])('%s: the same bytes, in few pieces', async (_, given, most) => {
  const message = request()
  const pieces = given.map((size) => randomBytes(size))
  for (const piece of [...pieces, null]) message.push(piece)
  const read: Buffer[] = []
  message.on('data', (piece: Buffer) => read.push(piece))
  await new Promise((resolve) => message.once('end', resolve))
  expect(Buffer.concat(read).equals(Buffer.concat(pieces))).toBe(true)
  expect(read.length).toBeLessThanOrEqual(most)
})

test('who sends more than anybody reads is told to wait', () => {
  const message = request()
  const answers = sizes(100_000, 1).map((size) => message.push(randomBytes(size)))
  expect(answers).toContain(false)
})
