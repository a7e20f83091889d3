interface Line {
  inside: number
  readonly waiting: { readonly weight: number; readonly go: () => void }[]
}

/**
 * Lets at most so many attempts run at once that none of them could be one too many, if all of them failed. The others
 * wait for their turn; nobody is refused here.
 */
export class Places {
  readonly #lines = new Map<string, Line>()

  /**
   * Resolves when there is room, in the order of arrival; call what it resolves to in order to leave.
   * @param room how many may be inside, asked each time anew; one may always
   */
  async enter(name: string, weight: number, room: () => number): Promise<() => void> {
    const line = this.#lines.get(name) ?? { inside: 0, waiting: [] }
    this.#lines.set(name, line)
    if (line.waiting.length === 0 && hasRoom(line, weight, room)) line.inside += weight
    else await new Promise<void>((go) => line.waiting.push({ weight, go }))
    return () => {
      line.inside -= weight
      for (let [next] = line.waiting; next && hasRoom(line, next.weight, room); [next] = line.waiting) {
        line.waiting.shift()
        line.inside += next.weight
        next.go()
      }
      if (line.inside === 0 && line.waiting.length === 0) this.#lines.delete(name)
    }
  }
}

function hasRoom({ inside }: Line, weight: number, room: () => number): boolean {
  return inside === 0 || inside + weight <= room()
}
