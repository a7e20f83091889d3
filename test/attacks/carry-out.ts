import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Attack, Connection } from './attack.ts'
import { readResponses, type Response } from './responses.ts'
import type { Target } from './target.ts'

/** What an attack came to. */
export interface Outcome {
  /** In the words of `Attack.answer`. */
  readonly answer: string
  /** Everything that was answered, for a look at what it gives away. */
  readonly responses: readonly Response[]
  readonly bytes: number
  /** Until the last connection had its answer or was closed; one after the other they are added. */
  readonly milliseconds: number
  /** How much more memory the process had at its peak, in megabytes; 0 for slow ones, whose peaks are one. */
  readonly megabytes: number
  /** How long a good request took right after. */
  readonly goodMilliseconds: number
}

/** What an attack needs to know of the server. */
export type Aim = Pick<Target, 'port' | 'authorization' | 'good' | 'watchMemory'>

/** An attacker who waits longer than this has stopped the server. */
const longest = 20_000

/** @throws Error when a good request right after is not answered well */
export async function carryOut(attack: Attack, target: Aim): Promise<Outcome> {
  const connections = await attack.connections(target.authorization)
  const bytes = connections.flatMap(({ pieces }) => pieces).reduce((sum, piece) => sum + Buffer.byteLength(piece), 0)
  const memory = attack.isSlow ? undefined : target.watchMemory()
  const talks: Talk[] = []
  if (attack.atOnce) talks.push(...(await Promise.all(connections.map((each) => talk(each, target.port)))))
  else for (const each of connections) talks.push(await talk(each, target.port))
  const megabytes = memory?.more() ?? 0
  const again = performance.now()
  await target.good()
  const goodMilliseconds = performance.now() - again
  const times = talks.map((each) => each.milliseconds)
  return {
    answer: [...new Set(talks.map((each) => each.answer))].sort().join(' | '),
    responses: talks.flatMap(({ text }) => readResponses(text)),
    bytes,
    milliseconds: attack.atOnce ? Math.max(...times) : times.reduce((sum, each) => sum + each, 0),
    megabytes,
    goodMilliseconds,
  }
}

/** One connection from its begin to its end. */
export interface Talk {
  /** All that was answered, as Latin-1. */
  readonly text: string
  /** Until the last byte of it, or the end. */
  readonly milliseconds: number
  /** In the words of `Attack.answer`. */
  readonly answer: string
}

/** Says all there is to say, and hears all that is answered. */
export function talk(connection: Connection, port: number): Promise<Talk> {
  const { pieces, pause = 0, halfCloses = false, readsAfter, contentAfter } = connection
  return new Promise((resolve) => {
    const started = performance.now()
    const chunks: Buffer[] = []
    let last: number | undefined
    let content: NodeJS.Timeout | undefined
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    const end = (isEndless = false) => {
      clearTimeout(limit)
      clearTimeout(content)
      clearTimeout(later)
      socket.destroy()
      const text = Buffer.concat(chunks).toString('latin1')
      const answer = isEndless ? `no end within ${longest / 1000} s` : answerOf(text)
      resolve({ text, milliseconds: (last ?? performance.now()) - started, answer })
    }
    const limit = setTimeout(end, longest, true)
    const listen = () => {
      socket.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        last = performance.now()
        if (contentAfter === undefined) return
        clearTimeout(content)
        content = setTimeout(end, contentAfter)
      })
    }
    const later = setTimeout(listen, readsAfter ?? 0)
    // A server that closes with bytes of ours unread resets the connection.
    for (const event of ['error', 'end', 'close']) socket.on(event, () => end())
    void (async () => {
      for (const piece of pieces) {
        if (socket.destroyed) return
        socket.write(piece, () => undefined)
        if (pause > 0) await sleep(pause)
      }
      if (halfCloses) socket.end()
    })()
  })
}

function answerOf(text: string): string {
  const answers = readResponses(text).map(({ status, body }) => [status, ...wordsOf(body)].join(' '))
  return answers.length === 0 ? 'closed' : answers.join(', ')
}

/** The code of a fault of ours or of SOAP, and the limit that it names. */
function wordsOf(body: string): string[] {
  const code = /<code>(\w+)</.exec(body)?.[1] ?? /<(?:soap:Value|faultcode)>soap:(\w+)</.exec(body)?.[1]
  const limit = /<name>limit<\/name><value>([^<]*)</.exec(body)?.[1]
  return [code, limit].filter((word) => word !== undefined)
}
