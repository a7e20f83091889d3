import type { Config, InterfaceName } from '../config.ts'
import { environment } from '../config.ts'
import { callerOf, faultsOf } from '../facade/call.ts'
import { type FacePlan, loadFace, type OtherFace } from '../facade/face.ts'
import type { FaultCode } from '../faults.ts'
import type { RequestScope } from '../http/request-log.ts'
import type { SoapMount } from '../http/soap-over-http.ts'
import { demandRight } from '../invoke.ts'
import type { Logger } from '../logger.ts'
import type { Metrics } from '../metrics.ts'
import type { Shadow } from '../shadow/options.ts'
import { createShadow } from '../shadow/shadow.ts'
import type { SoapRequest, SoapResponse } from '../soap/endpoint.ts'
import { readMediaType } from '../soap/media-type.ts'
import { UserError } from '../user-error.ts'
import { contractFor, type ContractedFace } from './faces.ts'
import { internalErrorTo, invokeOf, mountAt, type MountContext, type MountParts } from './mounts.ts'

/** A face for a WSDL of somebody else, and the shadow of its calls if it has one. */
export interface ShadowedFace {
  readonly face: OtherFace
  readonly shadow: Shadow | undefined
}

/** All faces of `FACADES`. */
export interface OtherFaces {
  readonly faces: readonly ShadowedFace[]
  /** The schema files of their WSDLs by the paths at which they are served. */
  readonly documents: ReadonlyMap<string, string>
  close(): Promise<void>
}

interface Surroundings {
  readonly logger: Logger
  readonly metrics: Metrics
  readonly shadowProgram?: URL | undefined
}

/**
 * Reads and checks all mappings.
 * @throws UserError with everything that is missing or wrong in the first mapping that has mistakes
 */
export function openOtherFaces(config: Config, surroundings: Surroundings): OtherFaces {
  const { facades = [], timeZone } = config
  if (facades.length === 0) return { faces: [], documents: new Map(), close: () => Promise.resolve() }
  const contracts = { sales: contractFor('sales'), depot: contractFor('depot') }
  const faces = facades.map((file) => readFace(file, config, { contracts, timeZone, env: environment }))
  const paths = faces.map(({ path }) => path)
  const twice = paths.find((path, index) => paths.indexOf(path) !== index)
  if (twice !== undefined) throw new UserError(`FACADES: two mappings have the path ${twice}; each needs its own`)
  const shadowed = faces.map((face) => ({ face, shadow: shadowOf(face, surroundings) }))
  return {
    faces: shadowed,
    documents: new Map(
      faces.flatMap(({ path, contract }) =>
        [...contract.files].map(([name, text]) => [`${path}/${name}`, asUtf8(text)] as const),
      ),
    ),
    close: async () => {
      await Promise.all(shadowed.map(async ({ shadow }) => shadow?.close()))
    },
  }
}

function readFace(file: string, { interfaces }: Config, plan: FacePlan): OtherFace {
  const face = loadFace(file, plan)
  const called = new Set([...face.operations.values()].map((operation) => operation.face))
  const missing = [...called].filter((name) => !interfaces.includes(name))
  if (missing.length > 0) {
    throw new UserError(
      `${file}: calls operations of ${missing.join(' and ')}, which INTERFACES leaves out on this node`,
    )
  }
  return face
}

/** The file was decoded when it was read, and leaves in our encoding. */
function asUtf8(text: string): string {
  return text.replace(/^<\?xml[^>]*\?>/, '<?xml version="1.0" encoding="UTF-8"?>')
}

function shadowOf(face: OtherFace, { logger, metrics, shadowProgram }: Surroundings): Shadow | undefined {
  const { name, wsdlFile, shadow } = face
  if (shadow === undefined) return undefined
  return createShadow({
    ...shadow,
    name,
    wsdlFile,
    model: face.contract.model,
    logger,
    count: (outcome) => metrics.shadowed(name, outcome),
    ...(shadowProgram && { program: shadowProgram }),
  })
}

/** Puts a face at its path, before the interfaces that do its work. */
export function mountOther(
  { face, shadow }: ShadowedFace,
  ours: ReadonlyMap<InterfaceName, ContractedFace>,
  parts: MountParts,
): SoapMount<MountContext, RequestScope> {
  const oursBy = (name: 'sales' | 'depot') => {
    const found = ours.get(name)
    if (found === undefined) throw new Error(`${name} is not served here`)
    return found
  }
  const invokeBy = (name: 'sales' | 'depot') => {
    return ours.has(name)
      ? invokeOf(oursBy(name), parts)
      : () => Promise.reject(new Error(`${name} is not served here`))
  }
  const onError = internalErrorTo(parts.logger)
  // Only what was valid, and what its caller may do, is shown to the other side.
  const shown = new WeakSet<RequestScope>()
  const invoke = callerOf<MountContext>(face, {
    invokers: { sales: invokeBy('sales'), depot: invokeBy('depot') },
    demandRight: (name, operation, { caller }) => {
      demandRight(caller, oursBy(name), operation)
    },
    onFault: (code, { scope }) => {
      if (keptHere.has(code)) shown.delete(scope)
    },
  })
  const { path, access, contract } = face
  const mount = mountAt(
    {
      path,
      access,
      contract,
      invoke: (invocation) => {
        shown.add(invocation.context.scope)
        return invoke(invocation)
      },
      ours: (operation) => face.operations.get(operation)?.operation,
      translateFault: faultsOf(face, (error) => onError(error, { face: face.name })),
    },
    parts,
  )
  return shadow === undefined ? mount : observed(mount, shadow, shown)
}

/**
 * What nobody else is to do either: the other side knows only the name of the shadow, which may be allowed more than the
 * caller is, and what he sends again it would do twice.
 */
const keptHere: ReadonlySet<FaultCode> = new Set<FaultCode>([
  'FORBIDDEN',
  'LOGIN_REFUSED',
  'RATE_LIMITED',
  'UNAVAILABLE',
])

/** Shows each call with its answer to the shadow, when the answer is there. */
function observed(
  mount: SoapMount<MountContext, RequestScope>,
  shadow: Shadow,
  shown: WeakSet<RequestScope>,
): SoapMount<MountContext, RequestScope> {
  const { endpoint } = mount
  const refuse: typeof endpoint.refuse = (error, request) => endpoint.refuse(error, request)
  const observe = (
    { headers, body, traceId, context }: SoapRequest<MountContext>,
    { operation, body: answer }: SoapResponse,
  ) => {
    if (!shown.has(context.scope) || operation === undefined) return
    const charset = readMediaType(String(headers['content-type'] ?? '')).parameters.get('charset')
    shadow.observe({ operation, request: body, answer, traceId, ...(charset !== undefined && { charset }) })
  }
  const watched = async (request: SoapRequest<MountContext>): Promise<SoapResponse> => {
    const response = await endpoint(request)
    observe(request, response)
    return response
  }
  return Object.defineProperties(
    { ...mount, endpoint: Object.assign(watched, { refuse }) },
    // The public address may be known only after the start.
    { address: { get: () => mount.address } },
  )
}
