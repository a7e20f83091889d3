/** Lets one through at a time, in the order of arrival. */
export class Turnstile {
  #last: Promise<void> = Promise.resolve()

  /** Resolves when everybody who came before has left; call what it resolves to in order to leave. */
  async enter(): Promise<() => void> {
    const before = this.#last
    let leave!: () => void
    this.#last = new Promise((resolve) => {
      leave = resolve
    })
    await before
    return leave
  }
}
