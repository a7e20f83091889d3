import { createHmac } from 'node:crypto'
import type { RandomSource } from '../domain/random.ts'
import { Fault } from '../faults.ts'
import type { Caller } from '../operation.ts'
import type { Store } from '../store/store.ts'
import { isWithin } from '../ip-range.ts'
import { readBasic } from './basic.ts'
import { findClient, type KnownClient, type LiveSecret } from './find-client.ts'
import { Gate } from './gate.ts'
import { impossibleHash, verifySecret } from './secret.ts'

/** Two secrets may live at once, so that a client can be moved from one to the next without a pause. */
export const liveSecrets = 2

const rememberedSecrets = 10_000
const scryptsAtOnce = 2
const scryptsWaiting = 32

/**
 * Finds out which API client calls (design §2.3). The client's row is read in each call, so a disabled client or a
 * changed role counts at once on every node. Scrypt is slow on purpose, so a process remembers that a secret fits to a
 * row of `client_secrets`, and nothing else; a retired secret is not read any more, so its memory is of no use.
 */
export class Authenticator {
  readonly #store: Store
  readonly #verifySecret: typeof verifySecret
  /** HMAC of secret and row id → whether it fits; a promise, so that many first calls at once compute it once. */
  readonly #verified = new Map<string, Promise<boolean>>()
  readonly #gate: Gate
  readonly #memoryKey: Buffer
  /** What is verified instead of secrets that do not exist, so that an unknown name takes as long as a wrong secret. */
  readonly #nobodys: readonly LiveSecret[]

  /** @param verify is an argument, as is the gate, so that tests can count how often it runs */
  constructor(
    store: Store,
    random: RandomSource,
    verify = verifySecret,
    gate = new Gate(scryptsAtOnce, scryptsWaiting),
  ) {
    this.#gate = gate
    this.#store = store
    this.#verifySecret = verify
    this.#memoryKey = random(32)
    this.#nobodys = Array.from({ length: liveSecrets }, (_, n) => ({ id: `nobody ${n}`, hash: impossibleHash(random) }))
  }

  /**
   * The caller behind an `Authorization` header; undefined when it is missing, wrong, of a disabled client, or of one that
   * may not come from this address. The address is that of the connection: behind a proxy, the proxy's.
   * @throws Fault `UNAVAILABLE` when too many unproven secrets wait, or the database does not answer
   */
  async authenticate(authorization: string | undefined, address?: string): Promise<Caller | undefined> {
    const credentials = readBasic(authorization)
    if (credentials === undefined) return undefined
    const { name, secret } = credentials
    const client = await findClient(this.#store, name)
    const fits = await this.#fitsOne(secret, client?.secrets ?? [])
    if (!fits || client?.disabledAt !== null) return undefined
    return client.ipRanges === null || isWithin(client.ipRanges, address) ? callerOf(client) : undefined
  }

  async #fitsOne(secret: string, rows: readonly LiveSecret[]): Promise<boolean> {
    const known = rows.flatMap((row) => this.#verified.get(this.#memoryOf(secret, row)) ?? [])
    if ((await Promise.all(known)).includes(true)) return true
    // One after the other, and always the same number unless one fits: neither an unknown name nor a second secret shows.
    for (const row of [...rows, ...this.#nobodys].slice(0, liveSecrets)) {
      if (await this.#verify(secret, row)) return true
    }
    return false
  }

  async #verify(secret: string, row: LiveSecret): Promise<boolean> {
    const memory = this.#memoryOf(secret, row)
    const running = this.#verified.get(memory) ?? this.#gate.pass(() => this.#verifySecret(secret, row.hash))
    this.#verified.set(memory, running)
    const fits = await running.catch((error: unknown) => {
      this.#verified.delete(memory)
      throw error
    })
    if (!fits) this.#verified.delete(memory)
    else if (this.#verified.size > rememberedSecrets) this.#forgetOldest()
    return fits
  }

  #forgetOldest(): void {
    const [oldest] = this.#verified.keys()
    if (oldest !== undefined) this.#verified.delete(oldest)
  }

  #memoryOf(secret: string, row: LiveSecret): string {
    return createHmac('sha256', this.#memoryKey).update(`${row.id}:${secret}`).digest('base64')
  }
}

/** Refuses a caller who holds none of the roles. */
export function demandRole(caller: Caller, roles: readonly ('admin' | 'sales' | 'support')[], what: string): void {
  if (roles.some((role) => caller.roles.has(role))) return
  throw new Fault(
    'FORBIDDEN',
    `The client '${caller.name}' may not use ${what}; it needs the role ${roles.join(' or ')}.`,
  )
}

function callerOf(client: KnownClient): Caller {
  return {
    name: client.name,
    roles: new Set(client.roles),
    orderScope: client.orderScope,
    firmCodes: client.firmCodes === null ? 'all' : new Set(client.firmCodes),
    orderRepeat: client.orderRepeat ?? undefined,
  }
}
