import { compile, type Contract, type OperationContract } from '../contract.ts'
import { compileEncoder, type Encoder } from '../encoder.ts'
import { escapeAttribute } from '../escape.ts'
import type { Message } from '../model.ts'
import { type ForeignOperationModel, type ForeignSource, readForeignService } from './service.ts'

/** An operation of a foreign WSDL, ready to use. */
export interface ForeignOperation extends OperationContract {
  readonly model: ForeignOperationModel
  /** What a fault that it declares is written by, by its name: the one child of the detail. */
  readonly encodeFaults: ReadonlyMap<string, Encoder>
}

/** A WSDL of somebody else, compiled to what the kernel serves. */
export interface ForeignContract extends Contract {
  readonly operations: ReadonlyMap<string, ForeignOperation>
  /** The names of all operations of the WSDL, of which only those that are wanted can be called. */
  readonly names: readonly string[]
  /** The schema files of the WSDL by their paths, which are served below its address. */
  readonly files: ReadonlyMap<string, string>
}

/**
 * Reads and compiles a foreign WSDL; throws with element and reason when it holds anything that is not supported.
 * @param fault the element of faults that the WSDL knows nothing of, with its namespace
 */
export function loadForeignContract(
  source: ForeignSource,
  fault: { readonly message: Message; readonly namespace: string },
): ForeignContract {
  const model = readForeignService(source)
  const operations = new Map(
    model.operations.map((operation) => [operation.name, compileForeign(operation, model.namespace)]),
  )
  const wrappers = new Map<string, ForeignOperation>()
  for (const operation of operations.values()) {
    const { name } = operation.model.input
    const other = wrappers.get(name)
    if (other !== undefined) {
      throw new Error(
        `the operations ${other.name} and ${operation.name} both begin with <${name}>, so nothing tells them apart`,
      )
    }
    wrappers.set(name, operation)
  }
  const { text } = source
  // Of a large file it takes a while, and anybody may ask for it.
  let served = { address: '', text: '' }
  return {
    service: model.service,
    namespace: model.namespace,
    operations,
    wrappers,
    actions: ownActions(model.operations),
    encodeFault: compileEncoder(fault.message, fault.namespace),
    model: {
      service: model.service,
      namespace: model.namespace,
      operations: model.operations,
      fault: fault.message,
      types: [],
    },
    names: model.names,
    files: model.files,
    wsdl: (_version, address) => {
      if (served.address !== address) served = { address, text: servedAt(text, address) }
      return served.text
    },
  }
}

function compileForeign(model: ForeignOperationModel, namespace: string): ForeignOperation {
  const encodeFaults = [...model.faults].map(([name, message]) => [name, compileEncoder(message, namespace)] as const)
  return { ...compile(model, namespace), model, encodeFaults: new Map(encodeFaults) }
}

/** Some makers give all operations the same action, or an empty one, which then says nothing. */
function ownActions(operations: readonly ForeignOperationModel[]): ReadonlyMap<string, string> {
  const all = operations.map(({ soapAction }) => soapAction)
  const own = operations.filter(({ soapAction: own }) => own !== '' && all.indexOf(own) === all.lastIndexOf(own))
  return new Map(own.map(({ soapAction, name }) => [soapAction, name]))
}

/** The file word for word, but for the addresses of its ports and of the schemas beside it, and its encoding. */
function servedAt(text: string, address: string): string {
  const quoted = `"${escapeAttribute(address).replaceAll('$', '$$$$')}`
  return text
    .replace(/^<\?xml[^>]*\?>/, '<?xml version="1.0" encoding="UTF-8"?>')
    .replace(/(<(?:[\w.-]+:)?address\s[^>]*?\blocation\s*=\s*)("[^"]*"|'[^']*')/g, `$1${quoted}"`)
    .replace(
      /(<(?:[\w.-]+:)?(?:include|import)\s[^>]*?\bschemaLocation\s*=\s*)(?:"(?:\.\/)*([^"]*)"|'(?:\.\/)*([^']*)')/g,
      `$1${quoted}/$2$3"`,
    )
}
