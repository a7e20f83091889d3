/** A row's place in a list that goes from the newest to the oldest: neither of the two ever changes. */
export interface Place {
  readonly createdAt: Date
  /** Decides between rows of the same instant, and says nothing about which was first. */
  readonly id: string
}

/** The place as the text of a cursor. */
export function writePlace({ createdAt, id }: Place): string {
  return `${createdAt.toISOString()} ${id}`
}

/** The place of a text that `writePlace` made. */
export function readPlace(text: string): Place {
  const [instant = '', id = ''] = text.split(' ')
  return { createdAt: new Date(instant), id }
}
