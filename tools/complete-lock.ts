import { readFileSync, writeFileSync } from 'node:fs'

/**
 * Adds to the lock file what `npm install` leaves out when the registry in use does not have the binaries of every
 * platform: `npm ci` refuses such a file, also on the platforms that are there. Needed after a new version of a package
 * with binaries; a test says so.
 */
interface Locked {
  readonly version?: string
  readonly dev?: true
  readonly license?: string
  readonly optionalDependencies?: Record<string, string>
}

const file = 'package-lock.json'
const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, object> }

for (const [path, entry] of Object.entries(lock.packages) as [string, Locked][]) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const place = `node_modules/${name}`
    if (place in lock.packages || `${path}/${place}` in lock.packages) continue
    lock.packages[place] = { version, ...platformOf(name), ...common(entry) }
    console.log(`added ${name} ${version}`)
  }
}
const sorted = Object.entries(lock.packages).sort(([one], [other]) => one.localeCompare(other, 'en'))
writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`)

/** Such packages are named after their platform: `@scope/thing-linux-arm64-gnu`. */
function platformOf(name: string): { os: string[]; cpu: string[]; libc?: string[] } {
  const systems = 'aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32'
  const [, os, cpu, abi] = new RegExp(`(?:^|[-/])(${systems})-([a-z0-9]+)(?:-(\\w+))?$`).exec(name) ?? []
  if (os === undefined || cpu === undefined) throw new Error(`${name} does not say its platform; add it by hand`)
  const libc = os === 'linux' && (abi === 'gnu' ? 'glibc' : abi === 'musl' && 'musl')
  return { os: [os], cpu: [cpu], ...(libc ? { libc: [libc] } : {}) }
}

function common({ dev, license }: Locked) {
  return { optional: true, ...(dev ? { dev } : {}), ...(license === undefined ? {} : { license }) }
}
