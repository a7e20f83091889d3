import type { PKCS11 } from 'pkcs11js'
import { Pkcs11Library } from '../../src/pkcs11/library.ts'

/**
 * A token that can be pulled out at any call and whose memory can be small. The calls go to a real one; only those that it
 * could not answer do not.
 */
export class FrailToken {
  /** Calls that change the token since the beginning. */
  writes = 0
  /** It is pulled out with the write of this number. */
  pulledAt: number | undefined
  /** Whether that write is still done: nobody knows, since its answer does not come. */
  lastWriteDone = false
  /** Bytes of data objects that it holds, at most. */
  memory = Number.POSITIVE_INFINITY
  #isOut = false
  #binding: PKCS11 | undefined
  readonly #sizes = new Map<string, number>()

  /** To be given to a TokenHome. */
  readonly open = (path: string): Promise<Pkcs11Library> => Pkcs11Library.open(path, (binding) => this.#around(binding))

  pullOut(): void {
    this.#isOut = true
  }

  /** Puts it in again: sessions of before are over. */
  plugIn(): void {
    this.#isOut = false
    this.pulledAt = undefined
    const binding = this.#binding
    if (binding !== undefined) for (const slot of binding.C_GetSlotList(true)) binding.C_CloseAllSessions(slot)
  }

  #around(binding: PKCS11): PKCS11 {
    this.#binding = binding
    const call = (name: string, args: unknown[]): unknown => {
      if (this.#isOut) throw new Error('CKR_DEVICE_REMOVED:50')
      const work = () => (binding as unknown as Record<string, (...args: unknown[]) => unknown>)[name]?.(...args)
      return /^C_(CreateObject|DestroyObject|GenerateKeyPairAsync)$/.test(name) ? this.#write(name, args, work) : work()
    }
    return new Proxy(binding, {
      get:
        (_, name) =>
        (...args: unknown[]) =>
          call(String(name), args),
    })
  }

  #write(name: string, args: unknown[], work: () => unknown): unknown {
    this.writes += 1
    if (this.writes === this.pulledAt) {
      if (this.lastWriteDone) work()
      this.#isOut = true
      throw new Error('CKR_DEVICE_REMOVED:50')
    }
    const size = name === 'C_CreateObject' ? sizeOf(args[1]) : 0
    if (this.used + size > this.memory) throw new Error('CKR_DEVICE_MEMORY:49')
    const result = work()
    if (name === 'C_CreateObject') this.#sizes.set(String(result), size)
    if (name === 'C_DestroyObject') this.#sizes.delete(String(args[1]))
    return result
  }

  get used(): number {
    return [...this.#sizes.values()].reduce((sum, size) => sum + size, 0)
  }
}

function sizeOf(template: unknown): number {
  return (template as { value?: unknown }[]).reduce(
    (sum, { value }) => sum + (Buffer.isBuffer(value) ? value.length : 0),
    0,
  )
}
