import type { ContextOf } from './context-of.ts'

/** Operations of the Depot that take a context of the container. */
export const errandOperations = [
  'ActivateLicenses',
  'AutoUpdate',
  'ConfirmUpdate',
  'ContinueTransfer',
  'ReactivateLicenses',
  'RenewLicense',
  'RestoreContainer',
  'ReturnLicenses',
] as const

export type ErrandOperation = (typeof errandOperations)[number]

/** Something that a container wants of the Depot. Made without network, so that it can also travel as a file. */
export interface Errand extends ContextOf {
  readonly operation: ErrandOperation
  /** The request of the operation, around a fresh context. */
  readonly request: (contextFile: string) => object
}

/** What an activation says, beside where it goes. */
export interface ActivationWords {
  readonly ticketId: string
  readonly licenseIds?: readonly string[] | undefined
  readonly all?: boolean | undefined
  /** Values of the parameters that the items ask for at activation, by name. */
  readonly parameters?: Readonly<Record<string, string>> | undefined
}

export function activationErrand(whom: ContextOf, words: ActivationWords): Errand {
  const { ticketId, licenseIds, all, parameters } = words
  return errand('ActivateLicenses', whom, (contextFile) => ({
    activation: {
      ticketId,
      licenseIds: idList(licenseIds),
      selection: all === true ? 'all' : undefined,
      contextFile,
      parameters: parameterList(parameters),
    },
  }))
}

/** Returns these licenses; without, every one that the container holds for the firm code. */
export function returnErrand(whom: ContextOf, licenseIds?: readonly string[]): Errand {
  return errand('ReturnLicenses', whom, (contextFile) => ({
    licenseReturn: {
      licenseIds: idList(licenseIds),
      selection: licenseIds === undefined ? 'all' : undefined,
      contextFile,
    },
  }))
}

/** The user knows what it means: whoever makes this errand has asked. */
export function reactivationErrand(
  whom: ContextOf,
  { ticketId, licenseIds = [], parameters }: Omit<ActivationWords, 'all'>,
): Errand {
  return errand('ReactivateLicenses', whom, (contextFile) => ({
    reactivation: {
      ticketId,
      licenseIds: idList(licenseIds),
      contextFile,
      acceptTerms: 'yes',
      parameters: parameterList(parameters),
    },
  }))
}

/** The user knows what it means: whoever makes this errand has asked. */
export function restorationErrand(whom: ContextOf, oldSerial: string | undefined): Errand {
  return errand('RestoreContainer', whom, (contextFile) => ({
    restoration: { contextFile, oldSerial, acceptTerms: 'yes' },
  }))
}

export function renewalErrand(whom: ContextOf, ticketId: string, licenseId: string): Errand {
  return errand('RenewLicense', whom, (contextFile) => ({ renewal: { ticketId, licenseId, contextFile } }))
}

export function autoUpdateErrand(whom: ContextOf): Errand {
  return errand('AutoUpdate', whom, (contextFile) => ({ updateWish: { contextFile } }))
}

/** The receipt: simply the next context. `proofFiles`: what the container has kept, if the Depot asked for proof. */
export function receiptErrand(whom: ContextOf, proofFiles: readonly string[] = []): Errand {
  return errand('ConfirmUpdate', whom, (contextFile) => ({
    confirmation: { contextFile, proofFiles: proofFiles.length === 0 ? undefined : { proofFile: proofFiles } },
  }))
}

/** Asks for the update of the newest open transfer once more. */
export function continuationErrand(whom: ContextOf): Errand {
  return errand('ContinueTransfer', whom, (contextFile) => ({ transferKey: { contextFile } }))
}

function errand(operation: ErrandOperation, { serial, firmCode }: ContextOf, request: Errand['request']): Errand {
  return { operation, serial, firmCode, request }
}

function idList(licenseIds: readonly string[] | undefined) {
  return licenseIds && { licenseId: licenseIds }
}

function parameterList(parameters: Readonly<Record<string, string>> | undefined) {
  return parameters && { parameter: Object.entries(parameters).map(([name, value]) => ({ name, value })) }
}
