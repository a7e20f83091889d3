import { readdir, readFile, realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { MachinePart } from '../formats/fingerprint.ts'
import { isFileError } from './durable-file.ts'
import { isUniversalMac } from './mac-address.ts'
import { RuntimeRefusal } from './refusal.ts'

/**
 * Named parts of a Linux machine, from files that any user may read. `root` is where the file system begins; a test gives
 * a folder of its own.
 */
export async function readLinuxParts(root = '/'): Promise<MachinePart[]> {
  const values = {
    board: await board(root),
    cpu: await cpu(root),
    disk: await rootDisk(root),
    mac: await firstMac(root),
    machineId: await firstText(root, ['etc/machine-id', 'var/lib/dbus/machine-id']),
  }
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]))
}

async function textOf(path: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch(notThere)
  return text?.trim() || undefined
}

/** A lack of these passes; what is read meanwhile would look like another machine. */
const lacks = ['EMFILE', 'ENFILE', 'ENOMEM']

/** @throws RuntimeRefusal MACHINE_UNREADABLE */
function notThere(cause: unknown): undefined {
  const lack = lacks.find((code) => isFileError(cause, code))
  if (lack === undefined) return undefined
  const message = `The machine cannot be recognised: this program has no more files or memory (${lack}).`
  throw new RuntimeRefusal('MACHINE_UNREADABLE', message, 'Try again, or raise the limit of open files.', { cause })
}

async function firstText(root: string, paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const text = await textOf(join(root, path))
    if (text !== undefined) return text
  }
  return undefined
}

/** Maker and model; the serial number of the board is for the superuser only. */
async function board(root: string): Promise<string | undefined> {
  const names = ['sys_vendor', 'product_name', 'board_vendor', 'board_name', 'board_version']
  const texts = await Promise.all(names.map((name) => textOf(join(root, 'sys/class/dmi/id', name))))
  return texts.some((text) => text !== undefined) ? texts.map((text) => text ?? '').join('|') : undefined
}

async function cpu(root: string): Promise<string | undefined> {
  const text = (await textOf(join(root, 'proc/cpuinfo'))) ?? ''
  const wanted = ['vendor_id', 'cpu family', 'model', 'model name', 'CPU implementer', 'CPU part']
  const [first = ''] = text.split('\n\n')
  const found = [...first.matchAll(/^([^\t:]+?)\s*:\s*(.*)$/gm)].filter(([, name]) => wanted.includes(name ?? ''))
  return found.length > 0 ? found.map(([, , value]) => value).join('|') : undefined
}

/** Serial number of the disk that holds `/`; none in a container, whose root is no disk. */
async function rootDisk(root: string): Promise<string | undefined> {
  const mounts = (await textOf(join(root, 'proc/self/mountinfo'))) ?? ''
  const [, device] = /^\d+ \d+ (\d+:\d+) \S+ \/ /m.exec(mounts) ?? []
  if (device === undefined) return undefined
  const block = await realpath(join(root, 'sys/dev/block', device)).catch(notThere)
  if (block === undefined) return undefined
  // A partition stands in the folder of its disk.
  const folders = [block, dirname(block)]
  return firstText(
    '/',
    folders.flatMap((folder) => ['wwid', 'serial', 'device/wwid', 'device/serial'].map((name) => join(folder, name))),
  )
}

/** Address of the first network card by name that is hardware with a factory address. */
async function firstMac(root: string): Promise<string | undefined> {
  const folder = join(root, 'sys/class/net')
  for (const name of ((await readdir(folder).catch(notThere)) ?? []).sort()) {
    const isHardware = (await realpath(join(folder, name, 'device')).catch(notThere)) !== undefined
    const address = await textOf(join(folder, basename(name), 'address'))
    if (isHardware && address !== undefined && isUniversalMac(address)) return address
  }
  return undefined
}
