import { randomUUID } from 'node:crypto'
import { readFile, readlink } from 'node:fs/promises'
import { hostname, platform } from 'node:os'

/** In place of what cannot be read: a space that no other process is in. */
const unknown = randomUUID()

/**
 * Where the number of a process means something: this machine since its last start, and on Linux the pid namespace, since
 * containers count processes of their own and may share a host name and a folder. Processes of one space can ask after
 * each other.
 */
export async function processSpace(): Promise<string> {
  if (platform() !== 'linux') return hostname()
  const start = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => unknown)
  const namespace = await readlink('/proc/self/ns/pid').catch(() => unknown)
  return `${hostname()} ${start.trim()} ${namespace}`
}
