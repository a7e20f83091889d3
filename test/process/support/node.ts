import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { undefended } from '../../support/undefended.ts'
import { compiled } from './compiled.ts'

/** What a node answered. */
export interface Answer {
  readonly status: number
  readonly text: string
}

/** A server that runs as a process of its own. */
export interface Node {
  readonly url: string
  readonly process: ChildProcess
  /** Sends a message; `authorization` is the header of that name. */
  post(face: 'sales' | 'depot' | 'admin', envelope: string, authorization?: string): Promise<Answer>
  /** Stops it as an operator would, and waits for its end. */
  stop(): Promise<void>
  /** Ends it without any warning. */
  kill(): Promise<void>
}

const serve: readonly [string, ...string[]] = ['src/cli/main.ts', 'serve']

/** Starts `opendepot serve` (or another script) from the sources on a free port, with these settings and no others. */
export async function startNode(
  env: NodeJS.ProcessEnv,
  [source, ...args]: readonly [string, ...string[]] = serve,
): Promise<Node> {
  const settings = { PATH: process.env['PATH'], PORT: '0', LOG_LEVEL: 'info', ...undefended, ...env }
  const child = spawn(process.execPath, ['--enable-source-maps', await compiled(source), ...args], {
    env: settings,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const url = await addressOf(child)
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exit = once(child, 'exit')
    child.kill(signal)
    await exit
  }
  return {
    url,
    process: child,
    post: async (face, envelope, authorization) => {
      const headers = { 'content-type': 'text/xml; charset=utf-8', ...(authorization && { authorization }) }
      const response = await fetch(`${url}/soap/${face}`, { method: 'POST', headers, body: envelope })
      return { status: response.status, text: await response.text() }
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  }
}

/** The address that the node logs when it listens. Both outputs are read on, so that the node never waits for us. */
async function addressOf(child: ChildProcess): Promise<string> {
  const lines: string[] = []
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) throw new Error('the outputs of a node are pipes')
      createInterface(stream).on('line', (line) => {
        if (lines.length < 50) lines.push(line)
        const url = /"url":"([^"]+)"/.exec(line)?.[1]
        if (url !== undefined && line.includes('"listening"')) resolve(url)
      })
    }
    child.once('exit', () => {
      reject(new Error(`the node ended before it listened:\n${lines.join('\n')}`))
    })
  })
}
