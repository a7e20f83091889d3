import type { DepotOperations } from '../../../src/contract/depot.ts'
import { readFirmRoot } from '../../../src/formats/certificate.ts'
import type { FieldContainer, PinnedFirm } from '../../depot/field-container.ts'
import type { Node } from './node.ts'
import { firmCode } from './site.ts'
import { envelope, textOf } from './soap.ts'

/** What an answer of the Depot came to: `ok` or its fault code, and where the operation has one, the update. */
export interface DepotAnswer {
  readonly outcome: string
  readonly updateFile: string | undefined
  readonly transferId: string | undefined
  readonly text: string
}

/** Asks a node over SOAP. */
export async function askDepot<Name extends keyof DepotOperations>(
  node: Node,
  operation: Name,
  input: DepotOperations[Name] extends { input: infer Input } ? Input : never,
): Promise<DepotAnswer> {
  return answerOf(await node.post('depot', envelope('depot', operation, input)))
}

/** What the parts of an answer that tests look at say. */
export function answerOf({ status, text }: { readonly status: number; readonly text: string }): DepotAnswer {
  const outcome = status === 200 ? 'ok' : (textOf(text, 'code') ?? `HTTP ${status}`)
  return { outcome, updateFile: fileOf(text, 'updateFile'), transferId: textOf(text, 'transferId'), text }
}

/** The firm of the site, as a program that is installed somewhere pins it. */
export async function pinnedFirm(node: Node): Promise<PinnedFirm> {
  const { text } = await askDepot(node, 'GetKeys', { firmCode })
  const root = readFirmRoot(JSON.parse(fileOf(text, 'rootKey') ?? '') as Parameters<typeof readFirmRoot>[0])
  return { firmCode, root }
}

/** Redeems a ticket into a container with a fresh context. */
export async function activate(
  node: Node,
  firm: PinnedFirm,
  container: FieldContainer,
  ticketId: string,
): Promise<DepotAnswer> {
  const contextFile = await container.context(firm)
  return askDepot(node, 'ActivateLicenses', { activation: { ticketId, contextFile } })
}

/** JSON text in an element. */
function fileOf(answer: string, element: string): string | undefined {
  return textOf(answer, element)?.replaceAll('&quot;', '"')
}
