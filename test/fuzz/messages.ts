import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { type Contract, loadContract, type OperationContract } from '../../src/soap/contract.ts'
import { S11, S12 } from '../soap/endpoint-kit.ts'
import { mutate } from '../soap/mutations.ts'
import { pieces } from '../soap/mutation-values.ts'
import { Dice } from '../soap/random.ts'
import { type Pools, structures } from './values.ts'

export type FaceName = 'sales' | 'depot' | 'admin'

export const contracts: ReadonlyMap<FaceName, Contract> = new Map(
  (['sales', 'depot', 'admin'] as const).map((name) => [
    name,
    loadContract(readFileSync(new URL(`../../wsdl/${name}.wsdl`, import.meta.url), 'utf8')),
  ]),
)

/** What stands in the body of a request, and where it goes. */
export interface Message {
  readonly face: FaceName
  readonly version: '1.1' | '1.2'
  /** What a right SOAPAction would say; empty for what is no operation. */
  readonly action: string
  readonly bytes: Buffer
}

/** Messages of every operation: valid, nearly valid, and garbage of the same pieces. */
export function messages(pools: Pools): fc.Arbitrary<Message> {
  const calls = [...contracts].flatMap(([face, { operations }]) =>
    [...operations.values()].map((operation) => callsOf(face, operation, pools)),
  )
  const valid = fc.oneof(...calls)
  return fc.oneof(
    { weight: 5, arbitrary: valid },
    {
      weight: 5,
      arbitrary: fc.tuple(valid, fc.nat()).map(([message, seed]) => {
        return { ...message, bytes: mutate(message.bytes.toString(), new Dice(seed)) }
      }),
    },
    { weight: 1, arbitrary: garbage },
  )
}

const versions = fc.constantFrom('1.1', '1.2')

function callsOf(face: FaceName, operation: OperationContract, pools: Pools): fc.Arbitrary<Message> {
  const { name, soapAction, model } = operation
  // Accounts of its own would lock the fuzzer out.
  const own = name === 'PutClient' || name === 'DisableClient' ? { ...pools, clientName: ['shop', 'portal'] } : pools
  return fc.tuple(structures(model.input.type, own), versions, headers).map(([input, version, header]) => ({
    face,
    version,
    action: soapAction,
    bytes: Buffer.from(envelope(version, operation.encodeRequest(input), header)),
  }))
}

const WSA = 'http://www.w3.org/2005/08/addressing'
const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd'
const headerBlocks = [
  '',
  '<x:a xmlns:x="urn:x"><b/>text</x:a>',
  '<x:a xmlns:x="urn:x" s:mustUnderstand="1"/>',
  `<a:MessageID xmlns:a="${WSA}">urn:uuid:1</a:MessageID>`,
  `<a:Action xmlns:a="${WSA}">urn:x</a:Action><a:To xmlns:a="${WSA}">http://x/</a:To>`,
  `<a:ReplyTo xmlns:a="${WSA}"><a:Address>http://x/</a:Address></a:ReplyTo>`,
  `<w:Security xmlns:w="${WSSE}"><w:UsernameToken><w:Username>erp</w:Username><w:Password>x</w:Password></w:UsernameToken></w:Security>`,
  `<w:Security xmlns:w="${WSSE}" s:mustUnderstand="1"><w:UsernameToken><w:Username/><w:Nonce>!</w:Nonce></w:UsernameToken></w:Security>`,
]
const headers = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.constantFrom(...headerBlocks) },
)

function envelope(version: '1.1' | '1.2', body: string, header: string): string {
  const namespace = version === '1.1' ? S11 : S12
  const head = header === '' ? '' : `<s:Header>${header}</s:Header>`
  return `<s:Envelope xmlns:s="${namespace}">${head}<s:Body>${body}</s:Body></s:Envelope>`
}

const soup = [
  ...pieces,
  '<s:Envelope xmlns:s="',
  S11,
  '">',
  '<s:Body>',
  '</s:Body>',
  '</s:Envelope>',
  '<?xml version="1.0"?>',
  'GetKeys',
]

const garbage: fc.Arbitrary<Message> = fc.record({
  face: fc.constantFrom('sales', 'depot', 'admin'),
  version: versions,
  action: fc.constant(''),
  bytes: fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    fc.array(fc.constantFrom(...soup), { maxLength: 40 }).map((all) => Buffer.from(all.join(''))),
  ),
})
