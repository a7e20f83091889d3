import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../support/mariadb.ts'

/**
 * Does what the Dockerfile says, without Docker: each stage is a folder, each COPY copies, each RUN runs there. Only
 * `npm ci` is replaced, by links to the packages that are installed here, since CI has just run it.
 */
interface Stage {
  readonly root: string
  readonly env: Record<string, string>
  readonly steps: Record<string, string>
}

/** One instruction a line; a backslash continues it. */
const instructions = readFileSync('Dockerfile', 'utf8')
  .replaceAll('\\\n', ' ')
  .split('\n')
  .filter((line) => /^[A-Z]/.test(line))
  .map((line) => {
    const [, word = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? []
    return { word, rest }
  })

/** The first stage is beside the packages here, so that they can be linked; the last is far from them. */
const folders: string[] = []
const newFolder = (isLast: boolean): string => {
  const parent = isLast ? tmpdir() : resolve('node_modules/.cache')
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, 'opendepot-image-'))
  folders.push(folder)
  return folder
}

let server: ChildProcess | undefined
afterAll(() => {
  server?.kill('SIGKILL')
  for (const folder of folders) {
    execFileSync('chmod', ['-R', 'u+w', folder])
    rmSync(folder, { recursive: true })
  }
})

test('the image builds, starts, becomes healthy and stops', async () => {
  const image = build()
  expect(image.steps['USER']).toBe('node')
  expect(existsSync(join(image.root, 'app/node_modules/typescript'))).toBe(false)
  expect(existsSync(join(image.root, 'app/src'))).toBe(false)

  // As in the container: another user than the one who owns the program, and a program that nobody may change.
  const app = join(image.root, 'app')
  execFileSync('chmod', ['-R', 'a-w,a+rX', image.root])
  execFileSync('chmod', ['700', join(image.root, 'data')])
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  if (user.uid !== undefined) chownSync(join(image.root, 'data'), user.uid, user.gid)
  const before = filesOf(app)

  const port = await freePort()
  const env = { ...inRoot(image), PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: String(port) }
  const [command = '', ...args] = [...list(image.steps['ENTRYPOINT']), ...list(image.steps['CMD'])]
  const options = { cwd: app, env, ...user }
  server = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [server.stdout, server.stderr])
    stream?.on('data', (bytes: Buffer) => (output += bytes.toString()))
  const ended = new Promise((done) => server?.once('exit', (code, signal) => done(code ?? signal)))

  const [probe = '', ...probeArgs] = list(/CMD (.*)$/.exec(image.steps['HEALTHCHECK'] ?? '')?.[1])
  const isHealthy = () => spawnSync(probe, probeArgs, options).status === 0
  expect(isHealthy()).toBe(false)
  for (let tries = 0; !isHealthy(); tries += 1) {
    if (tries > 100 || server.exitCode !== null) throw new Error(`the server is not healthy:\n${output}`)
    await sleep(100)
  }
  server.kill('SIGTERM')
  expect(await ended).toBe(0)
  expect(filesOf(app)).toBe(before)
  expect(readdirSync(join(image.root, 'data'))).toEqual(expect.arrayContaining(['opendepot.sqlite']))
}, 300_000)

/** Every file of a folder with its size and the moment of its last change. */
function filesOf(folder: string): string {
  return execFileSync('find', ['.', '-printf', '%p %s %T@\n'], { cwd: folder, maxBuffer: 64 * 1024 * 1024 }).toString()
}

/** Carries out all stages; gives the last. */
function build(): Stage {
  const stages = new Map<string, Stage>()
  const last = instructions.findLastIndex(({ word }) => word === 'FROM')
  let stage: Stage = { root: '', env: {}, steps: {} }
  for (const [index, { word, rest }] of instructions.entries()) {
    if (word === 'FROM') {
      stage = { root: newFolder(index === last), env: {}, steps: {} }
      stages.set(/ AS (\w+)$/.exec(rest)?.[1] ?? '', stage)
      mkdirSync(join(stage.root, 'app'))
    } else if (word === 'COPY') copy(stage, stages, rest)
    else if (word === 'RUN') run(stage, rest)
    else if (word === 'ENV')
      for (const [name = '', value = ''] of rest.split(' ').map((pair) => pair.split('='))) stage.env[name] = value
    else if (word === 'WORKDIR') expect(rest).toBe('/app')
    else stage.steps[word] = rest
  }
  return stage
}

function copy({ root }: Stage, stages: ReadonlyMap<string, Stage>, rest: string): void {
  const from = /^--from=(\w+) /.exec(rest)?.[1]
  const paths = rest.replace(/^--from=\w+ /, '').split(' ')
  const target = paths.pop() ?? ''
  for (const path of paths) {
    const source = from === undefined ? fromContext(path) : join(stages.get(from)?.root ?? '', path)
    const isFolder = target.endsWith('/')
    cpSync(source, join(root, 'app', target, isFolder ? basename(path) : ''), { recursive: true })
  }
}

/** A path of the project, if .dockerignore lets it through: that file refuses everything and then names what goes. */
function fromContext(path: string): string {
  const named = readFileSync('.dockerignore', 'utf8').split('\n')
  expect(named).toContain(`!${path}`)
  return path
}

function run(stage: Stage, command: string): void {
  const cwd = join(stage.root, 'app')
  if (command === 'npm ci') {
    mkdirSync(join(cwd, 'node_modules'))
    const packages = readdirSync('node_modules').filter((name) => name !== '.cache')
    execFileSync('cp', ['-al', ...packages.map((name) => resolve('node_modules', name)), join(cwd, 'node_modules')])
    execFileSync(process.execPath, ['tools/preinstall.cjs'], { cwd })
    return
  }
  // There is no user "node" here.
  const script = `chown() { :; }\n${command.replaceAll(/(?<=\s)\/data/g, join(stage.root, 'data'))}`
  execFileSync('sh', ['-euc', script], { cwd, stdio: ['ignore', 'ignore', 'inherit'] })
}

/** The environment of the image, its folders being those of the stage. */
function inRoot({ root, env }: Stage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, value.replace(/(?<=^|:)\/data/, join(root, 'data'))]),
  )
}

/** The exec form: a JSON list. */
function list(text = '[]'): string[] {
  return JSON.parse(text) as string[]
}
