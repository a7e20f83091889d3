import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../config.ts'
import { createLogger } from '../logger.ts'
import { createServer, type Server } from '../server.ts'

/** A throw-away installation: a folder with its database, keys and containers, and the settings that point there. */
export interface Stage {
  readonly folder: string
  /** What the commands of the demo are run with. */
  readonly env: NodeJS.ProcessEnv
  clear(): Promise<void>
}

/** Nothing of the caller's settings but the port is used, so that a demo never touches a real database. */
export async function setStage(env: NodeJS.ProcessEnv, passphrase: string): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'opendepot-demo-'))
  const { PORT = '8080' } = env
  return {
    folder,
    env: {
      PORT,
      DATA_DIR: folder,
      DATABASE_URL: `sqlite:${join(folder, 'opendepot.sqlite')}`,
      FIRM_PASSPHRASE: passphrase,
      LOG_LEVEL: 'warn',
    },
    clear: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Starts the server of the stage; on a free port, if the usual one is taken. */
export async function openServer({ env }: Stage): Promise<Server> {
  try {
    return await listening(env)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    return listening({ ...env, PORT: '0' })
  }
}

async function listening(env: NodeJS.ProcessEnv): Promise<Server> {
  const config = readConfig(env)
  const server = await createServer(config, { logger: createLogger(config.logLevel) })
  try {
    await server.listen()
    return server
  } catch (error) {
    await server.close()
    throw error
  }
}
