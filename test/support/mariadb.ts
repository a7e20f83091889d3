import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import mysql from 'mysql2/promise'

const run = promisify(execFile)

/** How to reach a private database server. */
export interface MariadbAddress {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
}

/** A database server of our own, in a temporary folder, that a test may stop, kill and start again. */
export interface Mariadb {
  readonly address: MariadbAddress
  /** Process id of the running server. */
  readonly pid: () => number
  /** Stops it, by default as an operator would; the data stay. */
  readonly stop: (signal?: 'SIGTERM' | 'SIGKILL') => Promise<void>
  readonly start: () => Promise<void>
  /** Stops it and removes the folder. */
  readonly dispose: () => Promise<void>
}

/** Starts a private MariaDB. The programs come with the Debian packages mariadb-server-core and mariadb-client-core. */
export async function startMariadb(): Promise<Mariadb> {
  const folder = await mkdtemp(join(tmpdir(), 'opendepot-mariadb-'))
  const address = {
    host: '127.0.0.1',
    port: await freePort(),
    user: 'opendepot',
    password: randomBytes(18).toString('hex'),
  }
  const options = await install(folder, address)
  let child: ChildProcess | undefined

  const start = async () => {
    child = spawn('mariadbd', options, { stdio: 'ignore' })
    watch(child, folder)
    await answering(address, child, folder)
  }
  const stop = async (signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM') => {
    const running = child
    child = undefined
    if (running?.exitCode !== null || running.signalCode !== null) return
    const gone = new Promise((resolve) => running.once('exit', resolve))
    running.kill(signal)
    await gone
  }
  await start()
  return {
    address,
    pid: () => child?.pid ?? 0,
    stop,
    start,
    dispose: async () => {
      await stop('SIGKILL')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Address of a database on the server, as `DATABASE_URL` takes it. */
export function urlOf({ host, port, user, password }: MariadbAddress, database: string): string {
  return `mariadb://${user}:${password}@${host}:${String(port)}/${database}`
}

/** Runs statements on the server, outside of any store. */
export async function onServer(address: MariadbAddress, ...statements: string[]): Promise<unknown[]> {
  const connection = await mysql.createConnection(address)
  try {
    const results: unknown[] = []
    for (const statement of statements) results.push((await connection.query(statement))[0])
    return results
  } finally {
    await connection.end()
  }
}

/** Makes the data folder; gives the options of the server. */
async function install(folder: string, { port, user, password }: MariadbAddress): Promise<string[]> {
  const data = join(folder, 'data')
  const account = await ownAccount(folder)
  // At its start a server deletes all temporary tables of its folder for them, which must not be those of another one.
  const temporary = join(folder, 'tmp')
  await mkdir(temporary)
  await chmod(temporary, 0o777)
  const small = ['--innodb-log-file-size=32M', '--innodb-buffer-pool-size=128M']
  const common = ['--no-defaults', `--datadir=${data}`, `--tmpdir=${temporary}`, ...account, ...small]
  await run('mariadb-install-db', [...common, '--auth-root-authentication-method=socket', '--skip-test-db'])
  const init = join(folder, 'init.sql')
  await writeFile(
    init,
    `CREATE USER IF NOT EXISTS '${user}'@'%' IDENTIFIED BY '${password}';\nGRANT ALL ON *.* TO '${user}'@'%';\n`,
  )
  return [
    ...common,
    `--init-file=${init}`,
    `--socket=${join(folder, 'socket')}`,
    `--log-error=${join(folder, 'error.log')}`,
    `--port=${String(port)}`,
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
    '--max-connections=400',
    '--performance-schema=OFF',
    // An answered order must be on the disk also in the tests.
    '--innodb-flush-log-at-trx-commit=1',
  ]
}

/** MariaDB refuses to run as root by accident; an account without rights owns the folder then. */
async function ownAccount(folder: string): Promise<string[]> {
  if (userInfo().uid !== 0) return []
  const nobody = (await readFile('/etc/passwd', 'utf8')).split('\n').find((line) => line.startsWith('nobody:'))
  const [, , uid, gid] = nobody?.split(':') ?? []
  await chown(folder, Number(uid), Number(gid))
  return ['--user=nobody']
}

/** Ends the server and its folder when this process ends without having done so, even by SIGKILL. */
function watch(server: ChildProcess, folder: string): void {
  const script = 'tail --pid="$1" -f /dev/null; kill -KILL "$2" && rm -rf "$3"'
  const args = ['-c', script, 'watch', String(process.pid), String(server.pid), folder]
  const watcher = spawn('sh', args, { detached: true, stdio: 'ignore' })
  watcher.unref()
  server.once('exit', () => {
    if (watcher.pid !== undefined) process.kill(-watcher.pid)
  })
}

async function answering(address: MariadbAddress, child: ChildProcess, folder: string): Promise<void> {
  const started = Date.now()
  for (;;) {
    const answer = await onServer(address, 'SELECT 1').catch((error: unknown) => error)
    if (Array.isArray(answer)) return
    if (child.exitCode !== null || Date.now() - started > 30_000) {
      const log = await readFile(join(folder, 'error.log'), 'utf8').catch(() => 'no log')
      throw new Error(`mariadbd does not start:\n${log.slice(-3000)}`, { cause: answer })
    }
    await sleep(50)
  }
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port'))
        else resolve(address.port)
      })
    })
  })
}
