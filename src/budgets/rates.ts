import type { Clock } from '../domain/clock.ts'
import { countedAddress } from '../ip-range.ts'
import { RateLimit } from './rate-limit.ts'
import type { Source } from './source.ts'
import { tooMany } from './too-many.ts'

export interface RatesOptions {
  /** `RATE_CLIENT`, requests a second; 0: any number. */
  readonly rateClient: number
  /** `RATE_ADDRESS` */
  readonly rateAddress: number
  /** `RATE_NETWORK` */
  readonly rateNetwork: number
  readonly clock: Clock
  /** Milliseconds that never go back. */
  readonly now: () => number
  /** Told of each request that is refused, by the name of the limit. */
  readonly onRefused: (limit: string) => void
}

/** How often somebody may ask this process, whatever it is and however it ends. */
export class Rates {
  readonly #client: Limit
  readonly #address: Limit
  readonly #network: Limit
  readonly #clock: Clock
  readonly #onRefused: (limit: string) => void

  constructor({ rateClient, rateAddress, rateNetwork, clock, now, onRefused }: RatesOptions) {
    this.#client = limitOf('client', rateClient, now)
    this.#address = limitOf('address', rateAddress, now)
    this.#network = limitOf('network', rateNetwork, now)
    this.#clock = clock
    this.#onRefused = onRefused
  }

  /**
   * Counts a request of an API client, which has proven that it is the one.
   * @throws Fault `RATE_LIMITED`
   */
  client(name: string): void {
    this.#take(this.#client, name)
  }

  /**
   * Counts a request of somebody without an account, or whose account is not known yet.
   * @param weight as how many
   * @throws Fault `RATE_LIMITED`
   */
  stranger({ address, network }: Source, weight = 1): void {
    this.#take(this.#address, countedAddress(address), weight)
    this.#take(this.#network, network, weight)
  }

  /** Who was counted as a stranger turned out to have an account. */
  noStranger({ address, network }: Source, weight = 1): void {
    this.#address.limit?.giveBack(countedAddress(address), weight)
    this.#network.limit?.giveBack(network, weight)
  }

  #take({ name, limit, perSecond }: Limit, sender: string, weight = 1): void {
    const wait = limit?.take(sender, weight) ?? 0
    if (wait === 0) return
    this.#onRefused(`rate_${name}`)
    const counted = weight > 1 ? ', where a large message counts as several' : ''
    throw tooMany(`This ${name} asks more than ${perSecond} times a second${counted}.`, wait, this.#clock())
  }
}

interface Limit {
  readonly name: 'client' | 'address' | 'network'
  readonly perSecond: number
  /** Undefined: any number. */
  readonly limit: RateLimit | undefined
}

function limitOf(name: Limit['name'], perSecond: number, now: () => number): Limit {
  return { name, perSecond, limit: perSecond === 0 ? undefined : new RateLimit(perSecond, now) }
}
