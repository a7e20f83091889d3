/**
 * The place in a message that is being read or written: `CreateOrder/order/orderLines/orderLine[2]/quantity`. Kept in
 * two arrays that are written only when a structure is entered, so a value costs nothing until something is wrong.
 */
export class Trail {
  private readonly names: string[] = []
  private readonly positions: number[] = []
  private depth = 0
  /** The field of the innermost structure that is being handled; '' while it is the structure itself. */
  leaf = ''
  /** Its position, from 1, when it is a list; else 0. */
  position = 0

  enter(): void {
    this.names[this.depth] = this.leaf
    this.positions[this.depth++] = this.position
    this.leaf = ''
    this.position = 0
  }

  leave(): void {
    this.depth--
  }

  /** The field at hand from now on. */
  at(leaf: string, position: number): void {
    this.leaf = leaf
    this.position = position
  }

  /** The whole path, or the path below the first name, which is what a caller sees as the field of the request. */
  path(from = 0): string {
    const steps: string[] = []
    for (let i = from; i < this.depth; i++) steps.push(step(this.names[i]!, this.positions[i]!))
    if (this.leaf !== '' && this.depth >= from) steps.push(step(this.leaf, this.position))
    return steps.join('/')
  }
}

function step(name: string, position: number): string {
  return position === 0 ? name : `${name}[${position}]`
}
