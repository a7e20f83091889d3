import { FormatError } from '../formats/errors.ts'
import { isJsonObject, parseJsonObject, type JsonObject } from '../formats/encoding.ts'
import { readFlattened, unverifiedPayload } from '../formats/jws.ts'
import type { ContextOf } from './context-of.ts'
import type { DepotFault } from './depot-client.ts'
import { activationErrand, autoUpdateErrand, errandOperations, type Errand, type ErrandOperation } from './errand.ts'
import { refusalOf } from './import-update.ts'
import { makeContext } from './make-context.ts'
import { RuntimeRefusal } from './refusal.ts'
import type { Runtime } from './runtime.ts'
import type { ErrandAnswer } from './settle.ts'

const formats = { request: 'opendepot-request', answer: 'opendepot-answer' } as const

/** An errand on its way to the Depot by file (`.odr`): whoever carries it needs to know nothing of it. */
export interface RequestFile extends ContextOf {
  readonly operation: ErrandOperation
  /** As the operation takes it. */
  readonly request: object
}

/** What the Depot said to a request file (`.oda`): its result or its fault. */
export type AnswerFile = ContextOf & { readonly operation: ErrandOperation } & (
    { readonly result: ErrandAnswer } | { readonly fault: DepotFault }
  )

/** Writes an errand with a fresh context into a file. The file says on which tickets it is, so it is to be kept like them. */
export async function writeRequest(
  runtime: Runtime,
  { operation, serial, firmCode, request }: Errand,
): Promise<string> {
  const contextFile = await makeContext(runtime, serial, firmCode)
  return write('request', { operation, serial, firmCode, request: request(contextFile) })
}

/** A bare context can be carried as well: with a ticket it collects, without it fetches what waits. */
export interface ContextWish {
  readonly ticketId?: string | undefined
  readonly all?: boolean | undefined
}

/**
 * Reads a request file, or a bare context file, which then says what is wanted.
 * @throws RuntimeRefusal FILE_DAMAGED
 */
export function readRequest(text: string, { ticketId, all }: ContextWish = {}): RequestFile {
  const file = parse(text)
  if ('payload' in file) {
    const whom = addressOf(text)
    const errand = ticketId === undefined ? autoUpdateErrand(whom) : activationErrand(whom, { ticketId, all })
    return { ...whom, operation: errand.operation, request: errand.request(text.trim()) }
  }
  const { request } = file
  if (file['format'] === formats.request && isJsonObject(request)) return { ...headOf(file), request }
  throw notThis('It is no request of a container.', 'Give the file that "--out" or "opendepot-runtime context" wrote.')
}

export function writeAnswer(answer: AnswerFile): string {
  return write('answer', answer)
}

/** Whether a file is an answer; if not, it may be an update by itself. */
export function isAnswer(text: string): boolean {
  return formatOf(text) === formats.answer
}

/** Whether a file is a request, which somebody may take for its answer. */
export function isRequest(text: string): boolean {
  return formatOf(text) === formats.request
}

/** @throws RuntimeRefusal FILE_DAMAGED */
export function readAnswer(text: string): AnswerFile {
  const file = parse(text)
  const { result, fault } = file
  if (isJsonObject(result)) return { ...headOf(file), result: result as unknown as ErrandAnswer }
  if (isJsonObject(fault) && isJsonObject(fault['details']))
    return { ...headOf(file), fault: fault as unknown as DepotFault }
  throw notThis('It holds no answer.', 'Get the file once more; it may have been cut off on its way.')
}

function write(kind: keyof typeof formats, content: object): string {
  return `${JSON.stringify({ v: 1, format: formats[kind], ...content })}\n`
}

function formatOf(text: string): unknown {
  try {
    return parseJsonObject(text, 'file')['format']
  } catch {
    return undefined
  }
}

function parse(text: string): JsonObject {
  try {
    return parseJsonObject(text, 'file')
  } catch (error) {
    throw refusalOf(error)
  }
}

function headOf({ v, operation, serial, firmCode }: JsonObject) {
  const known = errandOperations.find((one) => one === operation)
  if (v !== 1 || known === undefined || typeof serial !== 'string' || typeof firmCode !== 'number')
    throw notThis('It is of another kind or of a newer version.', 'Get the file once more, or update the runtime.')
  return { operation: known, serial, firmCode }
}

function addressOf(text: string): ContextOf {
  try {
    const { serial, firmCode } = unverifiedPayload(readFlattened(text.trim(), 'context'), 'context')
    if (typeof serial === 'string' && typeof firmCode === 'number') return { serial, firmCode }
    throw new FormatError('malformed', 'it names no container')
  } catch (error) {
    throw refusalOf(error)
  }
}

function notThis(message: string, advice: string): RuntimeRefusal {
  return new RuntimeRefusal('FILE_DAMAGED', `The file cannot be used. ${message}`, advice)
}
