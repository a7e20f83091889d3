/** What a customer is told: licenses of his are asked to be moved, were issued anew, or restored with a machine. */
export type NoticeKind = 'asked' | 'reactivation' | 'restore'

export interface NoticeFacts {
  /** Names of the items, one for each license. */
  readonly names: readonly string[]
  /** The containers that hold the old copies. */
  readonly oldSerials: readonly string[]
  /** When the move is possible that was asked for; UTC as text. */
  readonly possibleAt?: string | undefined
}

export interface Letter {
  readonly subject: string
  readonly text: string
}

/** The mail, in English and German, since nobody knows which of them its reader prefers. */
export function letterOf(kind: NoticeKind, { names, oldSerials, possibleAt }: NoticeFacts): Letter {
  const { subject, english, german } = words[kind]
  const list = listOf(names)
  const old = oldSerials.join(', ')
  const until = possibleAt === undefined ? '' : `${possibleAt.slice(0, 16).replace('T', ' ')} UTC`
  const text = [...english(list, old, until), '', '---', '', ...german(list, old, until), ''].join('\n')
  return { subject, text }
}

interface Words {
  readonly subject: string
  readonly english: (list: string, old: string, until: string) => readonly string[]
  readonly german: (list: string, old: string, until: string) => readonly string[]
}

const words: Readonly<Record<NoticeKind, Words>> = {
  asked: {
    subject: 'Your licenses: a move was asked for / Ihre Lizenzen: ein Umzug wurde angefragt',
    english: (list, old, until) => [
      'Somebody who has your ticket says that a device is lost, and asks to use these licenses on another one:',
      list,
      `This is possible from ${until} on. The copies on the old device (${old}) become invalid then.`,
      'If it was not you, please tell your vendor before that.',
    ],
    german: (list, old, until) => [
      'Jemand, der Ihr Ticket hat, meldet ein Gerät als verloren und möchte diese Lizenzen auf einem anderen nutzen:',
      list,
      `Das ist ab ${until} möglich. Die Kopien auf dem alten Gerät (${old}) werden dann ungültig.`,
      'Falls Sie das nicht waren, wenden Sie sich bitte vorher an Ihren Hersteller.',
    ],
  },
  reactivation: {
    subject: 'Your licenses were moved / Ihre Lizenzen sind umgezogen',
    english: (list, old) => [
      'These licenses were issued for another device, because the old one was said to be lost:',
      list,
      `The copies on the old device (${old}) are invalid from now on.`,
      'If it was not you, please tell your vendor.',
    ],
    german: (list, old) => [
      'Diese Lizenzen wurden für ein anderes Gerät ausgestellt, da das alte als verloren gemeldet war:',
      list,
      `Die Kopien auf dem alten Gerät (${old}) sind ab sofort ungültig.`,
      'Falls Sie das nicht waren, wenden Sie sich bitte an Ihren Hersteller.',
    ],
  },
  restore: {
    subject: 'Your licenses were restored / Ihre Lizenzen wurden wiederhergestellt',
    english: (list, old) => [
      'These licenses were restored on a device that was installed anew, or took the place of another:',
      list,
      `The old container (${old}) is blocked from now on.`,
      'If it was not you, please tell your vendor.',
    ],
    german: (list, old) => [
      'Diese Lizenzen wurden auf einem Gerät wiederhergestellt, das neu eingerichtet wurde oder ein anderes ersetzt:',
      list,
      `Der alte Container (${old}) ist ab sofort gesperrt.`,
      'Falls Sie das nicht waren, wenden Sie sich bitte an Ihren Hersteller.',
    ],
  },
}

/** `- 2 x CAD Professional` */
function listOf(names: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].map(([name, count]) => `- ${count === 1 ? '' : `${count} x `}${name}`).join('\n')
}

/** How long a mail is tried; what it says is of no use later. */
export const longestTrying = 3 * 86_400_000

/** Milliseconds until a mail is tried again that failed so often: one minute, two, four, up to four hours. */
export function pauseAfter(failures: number): number {
  return Math.min(60_000 * 2 ** (failures - 1), 4 * 3_600_000)
}
