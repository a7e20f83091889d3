import { compileDecoder, type Decoder } from './decoder.ts'
import { compileEncoder, type Encoder } from './encoder.ts'
import type { OperationModel, ServiceModel } from './model.ts'
import { servedWsdl } from './wsdl/served.ts'
import { readService } from './wsdl/service.ts'

/** One operation of a contract, ready to use. */
export interface OperationContract {
  readonly name: string
  readonly soapAction: string
  readonly documentation: string
  /** A write has the field `runMode`, by which a caller can ask for a check without effect. */
  readonly isWrite: boolean
  /** Reads the request wrapper that the reader has just opened. */
  readonly decode: Decoder
  /** Writes the response wrapper as XML text. */
  readonly encodeAnswer: Encoder
  /** The request wrapper as XML text, for clients of ours and for tests. */
  readonly encodeRequest: Encoder
  readonly model: OperationModel
  /** The namespace of the request wrapper. */
  readonly namespace: string
}

/** A WSDL file, read and compiled: what the server validates against, dispatches by, and serves. */
export interface Contract {
  /** The name of the portType: `Sales`. */
  readonly service: string
  readonly namespace: string
  readonly operations: ReadonlyMap<string, OperationContract>
  /** The operations by the local name of their request wrapper, which in a contract of ours is that of the operation. */
  readonly wrappers: ReadonlyMap<string, OperationContract>
  /** The names of the operations by their actions, as far as an action belongs to one alone. */
  readonly actions: ReadonlyMap<string, string>
  /** Writes the fault element, the only child of every fault's detail. */
  readonly encodeFault: Encoder
  readonly model: ServiceModel
  /** The file as `?wsdl` (one SOAP 1.1 binding) or `?wsdl12` (one SOAP 1.2 binding) serves it. */
  wsdl(version: '1.1' | '1.2', address: string): string
}

/** Reads and compiles a WSDL; throws with element and reason when it holds anything that is not supported. */
export function loadContract(wsdlText: string): Contract {
  const model = readService(wsdlText)
  // Shows now that the file can be served, and not when somebody asks for it.
  servedWsdl(wsdlText, '1.2', '')
  const operations = new Map(model.operations.map((operation) => [operation.name, compile(operation, model.namespace)]))
  return {
    service: model.service,
    namespace: model.namespace,
    operations,
    wrappers: operations,
    actions: new Map(model.operations.map(({ name, soapAction }) => [soapAction, name])),
    encodeFault: compileEncoder(model.fault, model.namespace),
    model,
    wsdl: (version, address) => servedWsdl(wsdlText, version, address),
  }
}

export function compile(model: OperationModel, namespace: string): OperationContract {
  return {
    namespace: model.input.namespace ?? namespace,
    name: model.name,
    soapAction: model.soapAction,
    documentation: model.documentation,
    isWrite: model.input.type.fields.some((field) => field.name === 'runMode'),
    decode: compileDecoder(model.input, namespace),
    encodeAnswer: compileEncoder(model.output, namespace),
    encodeRequest: compileEncoder(model.input, namespace),
    model,
  }
}
