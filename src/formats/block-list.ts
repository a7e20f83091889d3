import type { FirmRoot } from './certificate.ts'
import { verifyFirmFile, type FirmSign } from './firm-file.ts'
import { serial } from './keys.ts'
import { boolean, exactly, integer, list, object, optional, refuse, type Read, type Reader } from './shape.ts'
import { firmCode, identifier, time } from './values.ts'

/** Licenses that one list can name; of more, those that moved last stand on it (docs/formats.md §12.1). */
export const mostBlockedLicenses = 100_000

const blockedLicense = object({ licenseId: identifier, below: integer(1, 2_147_483_647) })

/** Each once and in order, so that two lists with the same content are the same bytes, and a search may halve. */
function sorted<T>(reader: Reader<T[]>, key: (entry: T) => string): Reader<T[]> {
  return (value, path) => {
    const entries = reader(value, path)
    const unsorted = entries.slice(1).findIndex((entry, index) => {
      const before = entries[index]
      return before !== undefined && byBytes(key(before), key(entry)) >= 0
    })
    if (unsorted >= 0) refuse(`${path}[${unsorted + 1}]`, 'does not come after the entry before it')
    return entries
  }
}

const blockList = object({
  v: exactly(1),
  firmCode,
  issuedAt: time,
  test: optional(boolean),
  containers: sorted(list(serial), (entry) => entry),
  licenses: sorted(list(blockedLicense, { max: mostBlockedLicenses }), ({ licenseId }) => licenseId),
})

/** A license of which every copy of a generation less than `below` is void. */
export type BlockedLicense = Read<typeof blockedLicense>

/** What is void of a firm code (docs/formats.md §12.1). */
export type BlockList = Omit<Read<typeof blockList>, 'v'>

const type = 'od-blocklist+jws'
const what = 'block list'

/** Sorts a list, checks it by the rules of a reader, and has it signed. */
export async function writeBlockList({ issuedAt, ...content }: BlockList, sign: FirmSign): Promise<string> {
  const containers = [...content.containers].sort(byBytes)
  const licenses = content.licenses.toSorted((a, b) => byBytes(a.licenseId, b.licenseId))
  const { firmCode: code, test } = content
  const payload = {
    v: 1,
    firmCode: code,
    issuedAt: issuedAt.toISOString(),
    ...(test === undefined ? {} : { test }),
    containers,
    licenses,
  }
  blockList(payload, what)
  return sign(type, payload)
}

/** Verifies a block list against the pinned root and gives it with the epoch of its key. */
export async function readBlockList(file: string, root: FirmRoot): Promise<{ list: BlockList; epoch: number }> {
  const { payload, certificate } = await verifyFirmFile(file, type, root, what)
  const { v: _, ...content } = blockList(payload, what)
  return { list: content, epoch: certificate.epoch }
}

/** Whether a list says that a copy of a license in a container is void. */
export function isBlocked(
  { containers, licenses }: Pick<BlockList, 'containers' | 'licenses'>,
  copy: { readonly serial: string; readonly licenseId: string; readonly generation: number },
): boolean {
  if (containers.includes(copy.serial)) return true
  const entry = licenses.find(({ licenseId }) => licenseId === copy.licenseId)
  return entry !== undefined && copy.generation < entry.below
}

/** Serials and ids are ASCII, of which the order of code units is that of bytes. */
function byBytes(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
