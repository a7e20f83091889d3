import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isBlocked, readBlockList, type BlockList } from '../formats/block-list.ts'
import { readRoot } from '../formats/keys.ts'
import { readFlattened, unverifiedPayload } from '../formats/jws.ts'
import { object } from '../formats/shape.ts'
import { firmCode as firmCodeOf } from '../formats/values.ts'
import { findContainer, firmIn, readContainer, serving } from './container-folder.ts'
import { writeDurably } from './durable-file.ts'
import { noteEpoch, olderEpoch } from './epoch.ts'
import { refusalOf } from './import-update.ts'
import { RuntimeRefusal } from './refusal.ts'
import type { Runtime } from './runtime.ts'
import type { ContainerState, FirmState } from './state.ts'

const what = 'block list'

export interface ImportedBlockList {
  readonly firmCode: number
  /** Of the list that counts from now on. */
  readonly issuedAt: Date
  /** False: a list is here that is as new. */
  readonly isNews: boolean
}

function pathOf({ folder }: Runtime, firmCode: number): string {
  return join(folder, `${firmCode}.odb`)
}

/**
 * Keeps a block list beside the containers, if it is newer than the one that is there; from then on it counts for every
 * license of its firm code (docs/formats.md §12.1).
 * @throws RuntimeRefusal CONTAINER_MISSING if no container here trusts its firm; TEST_FILE, OLDER_EPOCH, FILE_DAMAGED ...
 */
export async function importBlockList(runtime: Runtime, file: string): Promise<ImportedBlockList> {
  const firmCode = addressee(file)
  const { found } = await serving(runtime, firmCode)
  const serial = found[0] ?? (await findContainer(runtime, firmCode))
  const firm = firmIn(await readContainer(runtime, serial), firmCode)
  const given = await readVerified(firm, file)
  const obstacle = obstacleTo(given, firm)
  if (obstacle !== undefined) throw obstacle
  for (const each of found) await noteEpoch(runtime, { serial: each, firmCode, root: firm.root }, given.epoch)
  const present = (await importedList(runtime, firm, firmCode))?.list
  const isNews = present === undefined || present.issuedAt < given.list.issuedAt
  if (isNews) {
    await mkdir(runtime.folder, { recursive: true, mode: 0o700 })
    await writeDurably(pathOf(runtime, firmCode), file)
  }
  return { firmCode, issuedAt: isNews ? given.list.issuedAt : present.issuedAt, isNews }
}

function addressee(file: string): number {
  try {
    return object({ firmCode: firmCodeOf })(unverifiedPayload(readFlattened(file, what), what), what).firmCode
  } catch (error) {
    throw refusalOf(error)
  }
}

/**
 * The block list that counts for a firm of a container: the newer of what the program brings along and what was imported. Both
 * tell the container of a new epoch.
 * @param brought text of the program's own list; one that is meant for other containers is passed over
 * @throws RuntimeRefusal if that is no list of this firm
 */
export async function newestList(
  runtime: Runtime,
  state: ContainerState,
  firmCode: number,
  brought: string | undefined,
): Promise<BlockList | undefined> {
  const firm = firmIn(state, firmCode)
  const given = brought === undefined ? undefined : await readVerified(firm, brought)
  const own = given !== undefined && obstacleTo(given, firm) === undefined ? given : undefined
  const counting = [own, await importedList(runtime, firm, firmCode)].filter((each) => each !== undefined)
  const epoch = Math.max(firm.epoch, ...counting.map((each) => each.epoch))
  // A program that may read the container and not write it gets its answer all the same.
  if (epoch > firm.epoch)
    await noteEpoch(runtime, { ...state, firmCode, root: firm.root }, epoch).catch(() => undefined)
  return counting.map(({ list }) => list).reduce<BlockList | undefined>(newer, undefined)
}

/** Of two of one date the one that the program brings along, which comes first. */
function newer(one: BlockList | undefined, other: BlockList): BlockList {
  return one !== undefined && one.issuedAt >= other.issuedAt ? one : other
}

/** One that is no good is as if it were not there: it could be deleted as well. */
async function importedList(runtime: Runtime, firm: FirmState, firmCode: number): Promise<Verified | undefined> {
  try {
    const found = await readVerified(firm, await readFile(pathOf(runtime, firmCode), 'utf8'))
    return obstacleTo(found, firm) === undefined ? found : undefined
  } catch {
    return undefined
  }
}

interface Verified {
  readonly list: BlockList
  readonly epoch: number
}

async function readVerified(firm: FirmState, file: string): Promise<Verified> {
  try {
    return await readBlockList(file, readRoot({ ...firm.root }))
  } catch (error) {
    throw refusalOf(error)
  }
}

/** Why a genuine list does not count for a container. */
function obstacleTo({ list, epoch }: Verified, firm: FirmState): RuntimeRefusal | undefined {
  if (list.test === true && !firm.test) {
    const message = 'The block list comes from a test installation, and this is a production container.'
    return new RuntimeRefusal('TEST_FILE', message, 'Ask the vendor for the list of the production installation.')
  }
  return olderEpoch(firm, epoch, 'The block list', 'Get the newest list of the vendor.')
}

/** Why a copy of a license is void by a list; undefined: it is not. */
export function blockedBy(
  list: BlockList | undefined,
  copy: { readonly serial: string; readonly licenseId: string; readonly generation: number },
): string | undefined {
  if (list === undefined || !isBlocked(list, copy)) return undefined
  const since = `by the list of ${list.issuedAt.toISOString()}`
  if (list.containers.includes(copy.serial)) return `The vendor has blocked the container ${copy.serial}, ${since}.`
  return `This copy of license ${copy.licenseId} is void: it was issued anew elsewhere, ${since}.`
}
