import type { Config, InterfaceName } from '../config.ts'
import { environment } from '../config.ts'
import { callerOf, faultsOf } from '../facade/call.ts'
import { type FacePlan, loadFace, type OtherFace } from '../facade/face.ts'
import type { RequestScope } from '../http/request-log.ts'
import type { SoapMount } from '../http/soap-over-http.ts'
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
  const invokeBy = (name: 'sales' | 'depot') => {
    const found = ours.get(name)
    return found === undefined ? () => Promise.reject(new Error(`${name} is not served here`)) : invokeOf(found, parts)
  }
  const onError = internalErrorTo(parts.logger)
  const invoke = callerOf<MountContext>(face, { sales: invokeBy('sales'), depot: invokeBy('depot') })
  const { path, access, contract } = face
  // Only what was valid is shown to the other side.
  const valid = new Set<string>()
  const mount = mountAt(
    {
      path,
      access,
      contract,
      invoke: (invocation) => {
        if (shadow !== undefined) valid.add(invocation.traceId)
        return invoke(invocation)
      },
      translateFault: faultsOf(face, (error) => onError(error, { face: face.name })),
    },
    parts,
  )
  return shadow === undefined ? mount : observed(mount, shadow, valid)
}

/** The caller sends the same again after these, and the other side would do it twice. */
const comesAgain: ReadonlySet<number> = new Set([401, 429, 503])

/** Shows each call with its answer to the shadow, when the answer is there. */
function observed(
  mount: SoapMount<MountContext, RequestScope>,
  shadow: Shadow,
  valid: Set<string>,
): SoapMount<MountContext, RequestScope> {
  const { endpoint } = mount
  const refuse: typeof endpoint.refuse = (error, request) => endpoint.refuse(error, request)
  const observe = (
    { headers, body, traceId }: SoapRequest<MountContext>,
    { status, operation, body: answer }: SoapResponse,
  ) => {
    if (!valid.delete(traceId) || operation === undefined || comesAgain.has(status)) return
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
