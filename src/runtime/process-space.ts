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

/** A process, so that another one can tell later whether it is still there. */
export interface ProcessSign {
  readonly pid: number
  readonly space: string
  /** When it began, in the words of the system; numbers of processes are given again. Absent where it is not told. */
  readonly began?: string | undefined
}

export async function ownProcess(): Promise<ProcessSign> {
  const { pid } = process
  return { pid, space: await processSpace(), began: await beginOf(pid) }
}

/** Whether a process is there; undefined if it cannot be asked after, being in another space. */
export async function isThere({ pid, space, began }: ProcessSign): Promise<boolean | undefined> {
  if (space !== (await processSpace())) return undefined
  try {
    process.kill(pid, 0)
  } catch (error) {
    // It may belong to somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const found = began && (await beginOf(pid))
  // What cannot be read, for lack of files say, does not say that it is another one.
  return found === undefined || found === began
}

/** Field 22 of /proc/PID/stat; the second one is a name in parentheses, in which anything may stand. */
async function beginOf(pid: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19]
}
