import { createHash } from 'node:crypto'

/** Randomness and ids that are the same whenever the same sample runs, and other ones for each sample. */
export class Chance {
  #sample = ''
  #drawn = 0
  #ids = 0
  /** Set by a sample that wants to see an error of ours. */
  broken = false

  begin(sample: string): void {
    this.#sample = sample
    this.#drawn = 0
    this.#ids = 0
    this.broken = false
  }

  readonly random = (bytes: number): Buffer => {
    const blocks = Array.from({ length: Math.ceil(bytes / 32) }, () => digest(`${this.#sample} ${++this.#drawn}`))
    return Buffer.concat(blocks).subarray(0, bytes)
  }

  /** A UUIDv7 of the first instant of the samples, whose last digits count. */
  readonly newId = (): string => {
    if (this.broken) throw new Error('the source of ids is broken, as the sample wants it')
    const sample = digest(this.#sample).toString('hex', 0, 6)
    const count = (++this.#ids).toString(16).padStart(3, '0')
    return `019df1ba-2800-7000-8${count}-${sample}`
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
