import { once } from 'node:events'
import { createServer } from 'node:http'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { run } from '../../src/runtime/cli/program.ts'
import { openRuntime } from '../../src/runtime/open-runtime.ts'

/** Runs `opendepot-runtime` for the client programs, for as many machines as there are runs. */
export interface RuntimeDesk {
  /** The command for the machine of this run, its words parted by blanks. */
  commandOf(run: string): string
  close(): Promise<void>
}

/** @param folder where the containers of all machines are kept */
export async function openRuntimeDesk(folder: string): Promise<RuntimeDesk> {
  const socket = join(folder, 'runtime.sock')
  const server = createServer((request, response) => {
    void text(request).then(async (body) => {
      const [machine = '', ...words] = body.split('\0').slice(0, -1)
      const { exitCode, printed } = await runFor(join(folder, 'containers', machine), machine, words)
      response.writeHead(exitCode === 0 ? 200 : 500).end(printed)
    })
  }).listen(socket)
  await once(server, 'listening')
  return {
    commandOf: (name) => `sh ${resolve('test/interop/runtime.sh')} ${socket} ${name}`,
    close: async () => {
      server.close()
      await once(server, 'close')
    },
  }
}

async function runFor(folder: string, identity: string, words: readonly string[]) {
  const environment = { OPENDEPOT_CONTAINERS: folder, OPENDEPOT_IDENTITY: identity }
  let printed = ''
  const print = (more: string) => (printed += more)
  const surroundings = { ...openRuntime({ environment }), environment, out: print, err: print }
  return { exitCode: await run(['--json', ...words], surroundings), printed }
}
