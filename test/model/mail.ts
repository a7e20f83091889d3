/** A network as files meet it: they overtake each other, arrive twice, or never. */
export class Mail<Letter> {
  #underWay: Letter[] = []

  get size(): number {
    return this.#underWay.length
  }

  send(letter: Letter): void {
    this.#underWay.push(letter)
  }

  /** One of them arrives; it can arrive again if it is kept. */
  receive(index: number, isKept: boolean): Letter | undefined {
    const at = index % Math.max(1, this.size)
    const letter = this.#underWay[at]
    if (!isKept) this.#underWay.splice(at, 1)
    return letter
  }

  lose(index: number): void {
    this.receive(index, false)
  }

  clear(): void {
    this.#underWay = []
  }
}
