import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BasicAuthSecurity, createClientAsync, type Client } from 'soap'
import { adviceOn } from './advice.ts'
import { RuntimeRefusal } from './refusal.ts'
import { whenText } from './when.ts'

/** A fault of the Depot in its own words (`FaultInfo` of wsdl/depot.wsdl). */
export interface DepotFault {
  readonly code: string
  readonly text: string
  readonly retry: string
  readonly waitUntil?: string | undefined
  /** Further facts by name, for example the `lastContextSeq` of CONTEXT_STALE. */
  readonly details: Readonly<Record<string, string>>
}

/** So many details of a fault are told to people. */
const mostFacts = 10

/** The Depot refused; `fault` says why. */
export class DepotRefusal extends RuntimeRefusal {
  readonly fault: DepotFault

  constructor(fault: DepotFault, operation: string, cause: unknown) {
    const wait = fault.waitUntil === undefined ? [] : [`Possible from ${whenText(fault.waitUntil)} on.`]
    const facts = Object.entries(fault.details).slice(0, mostFacts)
    const lines = [
      `The Depot refuses ${operation}: ${fault.text}`,
      ...facts.map(([name, value]) => `  ${name}: ${value}`),
    ]
    const words = [...wait, adviceOn(fault.code), `(Fault code ${fault.code}.)`]
    super('DEPOT_REFUSED', lines.join('\n'), words.join(' '), { cause })
    this.fault = fault
  }
}

/** Calls one operation of the Depot and gives its `result`. */
export type DepotCall = <Result>(operation: string, request: object) => Promise<Result>

/** An API client of the vendor; most who call the Depot are none. */
export interface ApiClient {
  readonly name: string
  readonly secret: string
}

/** A client for the Depot Interface at this URL, for example `https://depot.example.com/soap/depot`. */
export async function connectDepot(url: string, as?: ApiClient): Promise<DepotCall> {
  const client = await createClientAsync(wsdlPath(), { endpoint: url })
  if (as !== undefined) client.setSecurity(new BasicAuthSecurity(as.name, as.secret))
  return async <Result>(operation: string, request: object) => {
    const answer = await call(client, operation, request, url)
    return answer.result as Result
  }
}

/** The contract lies beside the sources and beside the built program. */
function wsdlPath(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'wsdl', 'depot.wsdl')) && dirname(folder) !== folder) folder = dirname(folder)
  return join(folder, 'wsdl', 'depot.wsdl')
}

type Method = (request: object, options: { timeout: number }) => Promise<[{ result: unknown }]>

/** Milliseconds after which an answer is given up; a Depot gives up before. */
const patience = 100_000

async function call(client: Client, operation: string, request: object, url: string) {
  const method = (client as unknown as Record<string, Method>)[`${operation}Async`]
  if (method === undefined) throw new TypeError(`the Depot has no operation ${operation}`)
  try {
    const [answer] = await method.call(client, request, { timeout: patience })
    return answer
  } catch (error) {
    throw refusalOf(error, operation, url)
  }
}

/** A fault as the SOAP client leaves it: without the WSDL in mind, so one fact is no list, and no facts are no object. */
interface SoapFault extends Omit<DepotFault, 'details'> {
  readonly faultDetails?: { readonly faultDetail?: Fact | readonly Fact[] } | null
}

interface Fact {
  readonly name: unknown
  readonly value: unknown
}

interface SoapError {
  readonly message: string
  readonly root?: { Envelope?: { Body?: { Fault?: { detail?: { ServiceFault?: SoapFault } } } } }
}

function refusalOf(error: unknown, operation: string, url: string): RuntimeRefusal {
  const { root, message } = error as SoapError
  const fault = root?.Envelope?.Body?.Fault?.detail?.ServiceFault
  if (fault !== undefined && fault.code !== 'UNAVAILABLE') return new DepotRefusal(faultOf(fault), operation, error)
  const why = fault?.text ?? message
  const advice =
    'Check the address and the network and try again; nothing is lost, the same call gives the same update.'
  return new RuntimeRefusal('DEPOT_UNREACHABLE', `The Depot at ${url} does not answer ${operation}: ${why}`, advice, {
    cause: error,
  })
}

function faultOf({ code, text, retry, waitUntil, faultDetails }: SoapFault): DepotFault {
  const facts = [faultDetails?.faultDetail ?? []].flat()
  const details = Object.fromEntries(facts.map(({ name, value }) => [String(name), String(value)]))
  return { code, text, retry, waitUntil, details }
}
