import { randomUUID } from 'node:crypto'
import type { DepotOperations } from '../../src/contract/depot.ts'
import { firstDigest } from '../../src/formats/digest.ts'
import { writeContext, type Context } from '../../src/formats/context.ts'
import { thumbprint } from '../../src/formats/keys.ts'
import { readLease } from '../../src/formats/lease.ts'
import { newContainer, type TestContainer } from '../formats/support.ts'
import { caller, firm, start, type CallOptions, type DepotShop } from './depot-shop.ts'

type Result<Name extends keyof DepotOperations> = DepotOperations[Name]['output']['result']

/** A user with a cloud container, on however many devices. */
export class CloudUser {
  readonly userId = randomUUID()
  readonly shop: DepotShop
  keys: TestContainer
  serial = ''
  #contextSeq = 0

  constructor(shop: DepotShop, keys = newCloudKeys()) {
    this.shop = shop
    this.keys = keys
  }

  /** Enrolled by the ERP of these tests. */
  static async enrolled(shop: DepotShop): Promise<CloudUser> {
    const user = new CloudUser(shop)
    await user.enroll()
    return user
  }

  async enroll(
    options: Parameters<DepotShop['call']>[2] & { readonly requestId?: string; readonly check?: boolean } = {},
  ) {
    const { requestId, check, ...rest } = options
    const runMode = check === true ? ('check' as const) : undefined
    const input = { requestId, runMode, enrollment: { ...this.enrollment() } }
    const { result } = await this.shop.call('EnrollContainer', input, { as: caller, ...rest })
    this.serial = result.containerSerial
    return result
  }

  enrollment() {
    const { signingKey, agreementKey } = this.keys
    const keys = { signingKey: JSON.stringify(signingKey), agreementKey: JSON.stringify(agreementKey) }
    return { containerKind: 'cloud' as const, firmCode: firm.firmCode, ...keys, userId: this.userId }
  }

  /** What a device sends: it has the key, and knows nothing of what the container holds. */
  context(changes: Partial<Context> = {}, keys = this.keys): Promise<string> {
    this.#contextSeq = Math.max(1, this.#contextSeq)
    const { signingKey, agreementKey, suite, context } = keys
    const root = thumbprint(firm.root.key)
    const place = { contextSeq: this.#contextSeq, counter: 0, digest: firstDigest, licenses: [], removed: [] }
    const facts = { ...context, suite, signingKey, agreementKey, serial: this.serial, root, createdAt: start, ...place }
    return writeContext({ ...facts, ...changes }, keys.signing.signer)
  }

  async activate(ticketId: string, options: CallOptions = {}): Promise<Result<'ActivateLicenses'>> {
    const contextFile = await this.context({ createdAt: options.now ?? start })
    return (await this.shop.call('ActivateLicenses', { activation: { ticketId, contextFile } }, options)).result
  }

  /** Orders an item, activates it, and gives the id of the license. */
  async holding(...items: Parameters<DepotShop['order']>[0]): Promise<string> {
    const ticketId = await this.shop.order(items)
    await this.activate(ticketId)
    return (await this.shop.licenses(ticketId)).at(-1)?.id ?? ''
  }

  async autoUpdate(options: CallOptions = {}): Promise<Result<'AutoUpdate'>> {
    const contextFile = await this.context({ createdAt: options.now ?? start })
    return (await this.shop.call('AutoUpdate', { updateWish: { contextFile } }, options)).result
  }

  async open(
    licenseId: string,
    { requestId = randomUUID(), check, deviceName, ...options }: OpenOptions = {},
  ): Promise<Result<'OpenSession'>> {
    const contextFile = await this.context({ createdAt: options.now ?? start })
    const runMode = check === true ? ('check' as const) : undefined
    const input = { requestId, runMode, sessionWish: { contextFile, licenseId, deviceName } }
    return (await this.shop.call('OpenSession', input, options)).result
  }

  async keep({ sessionId = '' }: Partial<Result<'OpenSession'>>, options: CallOptions = {}) {
    return (await this.shop.call('KeepSession', { sessionKey: { sessionId } }, options)).result
  }

  async close({ sessionId = '' }: Partial<Result<'OpenSession'>>, options: CallOptions = {}) {
    return (await this.shop.call('CloseSession', { sessionKey: { sessionId } }, options)).result
  }

  async use(
    { sessionId = '' }: Partial<Result<'OpenSession'>>,
    units: number,
    { requestId = randomUUID(), ...options }: CallOptions & { readonly requestId?: string } = {},
  ): Promise<Result<'UseUnits'>> {
    return (await this.shop.call('UseUnits', { requestId, unitUse: { sessionId, units } }, options)).result
  }

  /** Changes to these keys, by the word of the present ones. */
  async change(
    keys = newCloudKeys(),
    {
      requestId,
      contextFile,
      ...options
    }: CallOptions & { readonly requestId?: string; readonly contextFile?: string } = {},
  ): Promise<Result<'ChangeCredential'>> {
    const { signingKey, agreementKey } = keys
    const wish = { signingKey: JSON.stringify(signingKey), agreementKey: JSON.stringify(agreementKey) }
    const credentialChange = { contextFile: contextFile ?? (await this.context()), ...wish }
    const { result } = await this.shop.call('ChangeCredential', { requestId, credentialChange }, options)
    this.keys = keys
    return result
  }
}

type OpenOptions = CallOptions & {
  readonly requestId?: string
  readonly check?: boolean
  readonly deviceName?: string
}

export function newCloudKeys(): TestContainer {
  return newContainer(firm, 'ed25519-x25519', undefined, 'cloud')
}

/** What a lease says, verified by the root. */
export async function leaseOf({ leaseFile }: { readonly leaseFile?: string | undefined }) {
  return (await readLease(leaseFile ?? '', firm.root)).lease
}
