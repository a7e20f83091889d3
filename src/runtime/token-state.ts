import { isJsonObject, parseJsonObject, type Json, type JsonObject } from '../formats/encoding.ts'
import { canonicalJson } from '../formats/canonical.ts'
import { readFlattened, unverifiedPayload } from '../formats/jws.ts'
import type { ContainerState, FirmState, HeldLicense } from './state.ts'
import type { TokenContent } from './token-memory.ts'

/** What the update that brought a license says of it in words, and a token need not hold twice. */
type Brought = Pick<HeldLicense, 'options' | 'sealed'>

/**
 * A container as a token holds it: the updates as files of their own, which are written once, and the rest as the state,
 * which changes with every context and every unit. So that it stays small, the options of a license are read from the
 * update that brought it.
 */
export function toToken(state: ContainerState): TokenContent {
  const updates = Object.values(state.firms).flatMap((firm) => firm.updates)
  const files = new Map(updates.map(({ id, file }) => [id, file]))
  const firms = mapFirms(state.firms, (firm) => ({
    ...firm,
    updates: firm.updates.map(({ file: _, ...update }) => update),
    licenses: firm.licenses.map((license) => shortened(license, files)),
  }))
  return { state: parseJsonObject(JSON.stringify({ ...state, firms }), 'container'), files }
}

/** The container that a token holds. */
export function fromToken({ state, files }: TokenContent): ContainerState {
  const short = state as unknown as ContainerState
  const firms = mapFirms(short.firms, (firm) => ({
    ...firm,
    updates: firm.updates.map((update) => ({ ...update, file: files.get(update.id) ?? '' })),
    licenses: firm.licenses.map((license) => ({ ...broughtBy(license, files), ...license })),
  }))
  return { ...short, firms }
}

function mapFirms(firms: ContainerState['firms'], change: (firm: FirmState) => unknown): ContainerState['firms'] {
  return Object.fromEntries(
    Object.entries(firms).map(([code, firm]) => [code, change(firm)]),
  ) as ContainerState['firms']
}

/** Leaves out what its update says just the same. */
function shortened(license: HeldLicense, files: ReadonlyMap<string, string>): object {
  const { options, sealed, ...rest } = license
  const brought = broughtBy(license, files)
  return brought !== undefined && canonicalJson(brought) === canonicalJson({ options, sealed }) ? rest : license
}

function broughtBy(
  { licenseId, generation, broughtBy: id }: HeldLicense,
  files: ReadonlyMap<string, string>,
): Brought | undefined {
  const file = files.get(id)
  if (file === undefined) return undefined
  const puts = putsIn(unverifiedPayload(readFlattened(file, 'update'), 'update'))
  const put = puts.findLast((each) => each['licenseId'] === licenseId && each['generation'] === generation)
  return put && ({ options: put['options'], sealed: put['sealed'] } as unknown as Brought)
}

/** The licenses that an update puts, in their order. It was verified when it was imported. */
function putsIn(update: JsonObject): JsonObject[] {
  const actions = listOf(update['steps']).flatMap((step) => listOf(step['actions']))
  return actions.flatMap(({ put }) => (isJsonObject(put) ? [put] : []))
}

function listOf(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}
