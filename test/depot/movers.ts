import type { LicenseReturn, MoveResult, Reactivation } from '../../src/contract/depot.ts'
import { BlockedGeneration } from '../../src/entities/blocked-generation.ts'
import { Move } from '../../src/entities/move.ts'
import { named } from '../vendor-actions/vendor-shop.ts'
import { firm, type CallOptions, type DepotShop } from './depot-shop.ts'
import type { FieldContainer } from './field-container.ts'

interface Options extends CallOptions {
  readonly requestId?: string
  readonly runMode?: 'check'
  readonly of?: typeof firm
}

/** Gives licenses back by a fresh context: these, or all that the container holds. */
export async function giveBack(
  shop: DepotShop,
  container: FieldContainer,
  licenses: readonly (string | undefined)[] | 'all',
  { requestId, runMode, of = firm, ...options }: Options & Partial<LicenseReturn> = {},
): Promise<MoveResult> {
  const which = licenses === 'all' ? { selection: 'all' as const } : named(...licenses)
  const { collector, comment, contextFile = await container.context(of), ...more } = options
  const licenseReturn = { ...which, contextFile, collector, comment }
  return (await shop.call('ReturnLicenses', { requestId, runMode, licenseReturn }, more)).result
}

/** Issues licenses of a ticket anew into a container, by a fresh context. */
export async function issueAnew(
  shop: DepotShop,
  container: FieldContainer,
  { ticketId, licenseIds }: { readonly ticketId: string; readonly licenseIds: readonly (string | undefined)[] },
  { requestId, runMode, of = firm, ...options }: Options & Partial<Reactivation> = {},
): Promise<MoveResult> {
  const { collector, comment, parameters, acceptTerms = 'yes', ...more } = options
  const contextFile = options.contextFile ?? (await container.context(of))
  const said = { acceptTerms, parameters, collector, comment, contextFile }
  const reactivation = { ticketId, ...named(...licenseIds), ...said }
  return (await shop.call('ReactivateLicenses', { requestId, runMode, reactivation }, more)).result
}

/** Imports an update and sends the receipt. */
export async function takeIn(
  shop: DepotShop,
  container: FieldContainer,
  updateFile: string | undefined,
): Promise<void> {
  await container.import(firm, updateFile)
  await shop.confirm(container)
}

/** How the licenses of a result fared: `ok`, or the code. */
export function codesOf({ licenseResults }: Pick<MoveResult, 'licenseResults'>): string[] {
  return licenseResults.licenseResult.map(({ ok, code = '' }) => (ok ? 'ok' : code))
}

/** The counted moves of a license, as `return 1`. */
export async function movesOf(shop: DepotShop, licenseId: string | undefined): Promise<string[]> {
  const rows = await shop.store.read((tx) => tx.findBy(Move, { licenseId: licenseId ?? '' }))
  return rows.map(({ kind, generation }) => `${kind} ${generation}`).sort()
}

/** Below which generation a license is blocked. */
export async function blockedBelow(shop: DepotShop, licenseId: string | undefined): Promise<number | undefined> {
  const row = await shop.store.read((tx) => tx.findOneBy(BlockedGeneration, { licenseId: licenseId ?? '' }))
  return row?.below
}
