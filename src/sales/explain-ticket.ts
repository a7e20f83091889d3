import type { ExplainTicket, ExplainTicketResponse, LicenseVerdict } from '../contract/sales.ts'
import type { Refusal } from '../domain/activation-rules.ts'
import { parameterNameFault } from '../domain/activation.ts'
import { verdictOn, verdictOnKinds, type Verdict } from '../domain/explanation.ts'
import type { GivenParameter } from '../domain/item-parameters.ts'
import { containerKinds, type ContainerKind } from '../domain/item.ts'
import { readTicket, type Ticket } from '../domain/ticket.ts'
import type { Container } from '../entities/container.ts'
import type { Forecast } from '../licenses/rehearsal.ts'
import { ticketLicenses, type ItemLicense } from '../licenses/ticket-licenses.ts'
import type { Call } from '../operation.ts'
import { explainedContainer } from './explained-container.ts'
import { movesOf, withMoves, type ToldVerdict } from './explained-moves.ts'
import { findTicket, isOfScope, ticketUnknown } from './find-ticket.ts'
import type { SalesParts } from './parts.ts'

/** So many licenses are told of one by one. */
const mostVerdicts = 100

/**
 * Says for each license of a ticket whether it could be activated now, and what would change it. The activation itself is
 * tried out, once for each firm code and kind of container, and nothing of it is stored.
 *
 * @throws Fault `TICKET_MALFORMED`, `TICKET_UNKNOWN`, `CONTAINER_UNKNOWN`, `PARAMETER_INVALID`, `INVALID_REQUEST`
 */
export async function explainTicket(
  { ticketId, explainTarget }: ExplainTicket,
  call: Call,
  parts: SalesParts,
): Promise<ExplainTicketResponse> {
  const ticket = readTicket(ticketId, 'ticketId')
  const parameters = explainTarget.parameters?.parameter ?? []
  const { container, licenses } = await call.store.read(async (tx) => {
    const row = await findTicket(tx, parts.vault, ticket)
    if (row === undefined || !(await isOfScope(tx, row, call.caller))) throw ticketUnknown('ticketId')
    const known = await explainedContainer(tx, explainTarget)
    return { container: known, licenses: await ticketLicenses(tx, parts.catalogue, row.id) }
  })
  const nameless = parameterNameFault(licenses, { parameters }, 'explainTarget/parameters')
  if (nameless !== undefined) throw nameless

  const trying = { call, parts, ticket, parameters, licenses }
  const verdicts = container === undefined ? await verdictsByKind(trying) : await verdictsFor(trying, container)
  const shown = licenses.slice(0, mostVerdicts)
  const moves = await movesOf(
    call,
    shown.filter(({ id }) => isRefused(verdicts.get(id))),
  )
  const allowedCount = [...verdicts.values()].filter(({ allowed }) => allowed).length
  call.note({ explained: licenses.length, allowed: allowedCount })
  const licenseVerdict = shown.flatMap((license) => {
    const verdict = verdicts.get(license.id)
    return verdict === undefined ? [] : [told(license, withMoves(verdict, moves.get(license.id)))]
  })
  return { result: { licenseCount: licenses.length, allowedCount, licenseVerdicts: { licenseVerdict } } }
}

/** An activation that is tried out. */
interface Trying {
  readonly call: Call
  readonly parts: SalesParts
  readonly ticket: Ticket
  readonly parameters: readonly GivenParameter[]
  readonly licenses: readonly ItemLicense[]
}

async function verdictsFor(trying: Trying, container: Container | ContainerKind): Promise<Map<string, Verdict>> {
  const refusals = await refusalsFor(trying, container)
  return new Map(trying.licenses.map((license) => [license.id, verdictOn(license, refusals.get(license.id))]))
}

async function verdictsByKind(trying: Trying): Promise<Map<string, Verdict>> {
  const { licenses } = trying
  const asked = containerKinds.filter((kind) => licenses.some(({ item }) => item.containerKinds.includes(kind)))
  const byKind = new Map<ContainerKind, ReadonlyMap<string, Refusal | undefined>>()
  for (const kind of asked) byKind.set(kind, await refusalsFor(trying, kind))
  return new Map(
    licenses.map((license) => {
      const refusals = new Map([...byKind].map(([kind, all]) => [kind, all.get(license.id)]))
      return [license.id, verdictOnKinds(license, refusals)]
    }),
  )
}

/** What an activation of all licenses refuses; each is asked for with a context for its own firm code. */
async function refusalsFor(
  { call, parts, ticket, parameters, licenses }: Trying,
  container: Container | ContainerKind,
): Promise<Map<string, Refusal | undefined>> {
  const licenseIds = licenses.map(({ id }) => id)
  const forecasts: Forecast[] = []
  for (const firmCode of new Set(licenses.map((license) => license.firmCode))) {
    const all = await parts.rehearse(call, { ticket, licenseIds, parameters, firmCode, container })
    const own = new Set(licenses.filter((license) => license.firmCode === firmCode).map(({ id }) => id))
    forecasts.push(...all.filter(({ licenseId }) => own.has(licenseId)))
  }
  return new Map(forecasts.map(({ licenseId, refusal }) => [licenseId, refusal]))
}

function isRefused(verdict: Verdict | undefined): boolean {
  return verdict?.allowed === false
}

function told({ id, item, firmCode, state }: ItemLicense, verdict: ToldVerdict): LicenseVerdict {
  const { allowed, text } = verdict
  const license = { licenseId: id, itemNumber: item.itemNumber, firmCode, state, allowed }
  if (verdict.allowed) return { ...license, text }
  return { ...license, ruleCode: verdict.code, text, remedy: verdict.remedy, possibleAt: verdict.possibleAt }
}
