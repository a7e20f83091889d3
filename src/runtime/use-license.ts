import type { KeyPurpose } from '../formats/derived-key.ts'
import { dataOf, hiddenData, keyFrom, writeUserData, type KeySource, type LicenseData } from './license-data.ts'
import type { ListedLicense } from './list-licenses.ts'
import { leavePlace, takePlace } from './places.ts'
import { ownProcess } from './process-space.ts'
import { RuntimeRefusal } from './refusal.ts'
import type { Runtime } from './runtime.ts'
import { useUnits } from './use-units.ts'
import { changeUses, signEvery, thisUser, type KnownUse } from './uses-file.ts'
import { best, refusedBy, type Refused, type Verdict } from './verdict.ts'
import { judgeLicenses, missing, told, type Good, type Question } from './verify-license.ts'

export interface UseWish extends Question {
  /** `each` use takes a place of its own (so, if absent); all uses by `machine` take one place together. */
  readonly places?: 'each' | 'machine' | undefined
}

/** Units were taken, or the license is not valid, or it cannot be told now; then none was taken. */
export type UnitsTaken = { readonly verdict: 'valid'; readonly unitsLeft: bigint } | Refused

/**
 * Begins to use a license for a product: one that is valid and has a free place. `verdict` of what comes back tells whether
 * there is one; if so, it is the use, which the program ends when it is done. A process that dies ends its uses by that.
 */
export async function useLicense(runtime: Runtime, wish: UseWish): Promise<LicenseUse | Refused> {
  const token = runtime.random(12).toString('hex')
  const taken = await findPlace(runtime, wish, token, undefined)
  return taken.verdict === 'valid' ? new LicenseUse(runtime, wish, token, taken) : taken
}

/** A license in use. */
export class LicenseUse {
  readonly verdict = 'valid'
  readonly #runtime: Runtime
  readonly #wish: UseWish
  readonly #token: string
  readonly #signs: NodeJS.Timeout
  #good: Good
  /** The sign that is given at this moment. */
  #signing: Promise<void> = Promise.resolve()

  /** By `useLicense` only. */
  constructor(runtime: Runtime, wish: UseWish, token: string, good: Good) {
    this.#runtime = runtime
    this.#wish = wish
    this.#token = token
    this.#good = good
    // What fails here is told by the next look.
    this.#signs = setInterval(() => {
      this.#signing = this.#keepPlace().catch(() => undefined)
    }, signEvery).unref()
  }

  /** Serial of the container that holds the license. */
  get serial(): string {
    return this.#good.serial
  }

  /** As it was at the last look. */
  get license(): ListedLicense {
    return this.#good.license
  }

  /** What the vendor wrote into the license. */
  get data(): LicenseData {
    return dataOf(this.#good.held)
  }

  /**
   * Looks again, as a program does from time to time while it runs. If the license is gone and another one for the product
   * has a free place, that one is used from now on.
   */
  async check(): Promise<Verdict> {
    const found = await findPlace(this.#runtime, this.#wish, this.#token, this.#good)
    if (found.verdict === 'valid') this.#good = found
    return told(found)
  }

  /** Takes units from the license after one more look at it; durable before it returns. */
  async takeUnits(units: bigint): Promise<UnitsTaken> {
    const verdict = await this.check()
    if (verdict.verdict !== 'valid') return verdict
    const { serial, held } = this.#good
    try {
      const unitsLeft = await useUnits(this.#runtime, serial, held.options.firmCode, held.licenseId, units)
      return { verdict: 'valid', unitsLeft }
    } catch (error) {
      if (error instanceof RangeError) throw error
      return refusedBy(error)
    }
  }

  /**
   * Changes the user data of the license on this machine, at most 256 bytes; the vendor never sees them.
   * @throws RuntimeRefusal LICENSE_MISSING, and those of changing a container
   */
  async writeUserData(data: Uint8Array): Promise<void> {
    const held = await writeUserData(this.#runtime, this.#good, data)
    this.#good = { ...this.#good, held }
  }

  /** @throws RuntimeRefusal DATA_MISSING, ACCESS_CODE_WRONG, and those of opening a container */
  async hiddenData(type: number, accessCode?: number): Promise<Buffer> {
    return hiddenData(this.#runtime, this.#good, type, accessCode)
  }

  /** @throws RuntimeRefusal DATA_MISSING, ACCESS_CODE_WRONG, and those of opening a container */
  async deriveKey(source: KeySource, purpose: KeyPurpose): Promise<Buffer> {
    return keyFrom(this.#runtime, this.#good, source, purpose)
  }

  /** Ends the use; its place is free at once, or after the linger time of the license. */
  async end(): Promise<void> {
    clearInterval(this.#signs)
    // It would take the place again.
    await this.#signing
    await leave(this.#runtime, this.#good, this.#token)
  }

  async #keepPlace(): Promise<void> {
    await enter(this.#runtime, this.#good, this.#wish, this.#token)
  }
}

/** A place of a valid license: of the present one, if it goes on. */
async function findPlace(
  runtime: Runtime,
  wish: UseWish,
  token: string,
  present: Good | undefined,
): Promise<Good | Refused> {
  const isPresent = ({ serial, held }: Good) => serial === present?.serial && held.licenseId === present.held.licenseId
  const judged = await judgeLicenses(runtime, wish)
  const good = judged
    .filter((each) => each.verdict === 'valid')
    .sort((a, b) => Number(isPresent(b)) - Number(isPresent(a)))
  const refused: Refused[] = judged.filter((each) => each.verdict !== 'valid')
  for (const candidate of good) {
    try {
      if (await enter(runtime, candidate, wish, token)) {
        if (present !== undefined && !isPresent(candidate)) await leave(runtime, present, token)
        return candidate
      }
      refused.unshift(refusedBy(allTaken(candidate)))
    } catch (error) {
      refused.unshift(refusedBy(error))
    }
  }
  return best(refused) ?? missing(wish)
}

/** Takes the place of a use, or shows that it goes on; false if there is none. */
async function enter(
  runtime: Runtime,
  { serial, held, counted }: Good,
  wish: UseWish,
  token: string,
): Promise<boolean> {
  const { licenseQuantity = 1, lingerTime = 0 } = held.options
  // Then nobody counts.
  if (licenseQuantity === 0) return true
  const use: KnownUse = {
    ...(await ownProcess()),
    token,
    counted,
    user: thisUser(),
    shared: wish.places === 'machine',
    linger: lingerTime,
    seenAt: runtime.now().toISOString(),
  }
  return changeUses(runtime, serial, (uses) => {
    const next = takePlace(uses, use, licenseQuantity)
    return [next ?? uses, next !== undefined]
  })
}

async function leave(runtime: Runtime, { serial, held, counted }: Good, token: string): Promise<void> {
  if (held.options.licenseQuantity === 0) return
  await changeUses(runtime, serial, (uses) => [leavePlace(uses, { token, counted }, runtime.now()), undefined])
}

function allTaken({ license }: Good): RuntimeRefusal {
  const { licenseQuantity, name } = license
  const times = licenseQuantity === 1 ? 'once' : `${licenseQuantity} times`
  const message = `The license for ${name} may be used ${times} at the same time, and so it is.`
  return new RuntimeRefusal('IN_USE', message, 'End one of the programs that use it, or ask the vendor for more users.')
}
