import { endOfDay, startOfDay } from '../../domain/civil-day.ts'
import type { GivenContent, MoveRule } from '../../domain/item.ts'
import type { ItemPath } from '../../domain/item-problem.ts'
import { isDate } from '../../domain/parameter-value.ts'
import type { Period } from '../../domain/period.ts'
import { absent, mapping, oneOf, text, whole, type Reader, type Tell } from '../../yaml-file/shape.ts'

const count = whole(0, 2_147_483_647)

/**
 * An instant: with its offset (`2027-12-31T18:00:00Z`), or a bare date, which stands for the beginning or the end of that
 * day in the installation's zone.
 */
export function instant(side: 'start' | 'end', timeZone: string): Reader<string> {
  return (value, path, tell) => {
    const given = typeof value === 'string' ? value : ''
    if (isDate(given)) return (side === 'start' ? startOfDay : endOfDay)(given, timeZone).toISOString()
    const [, date, offset] =
      /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?$/.exec(given) ?? []
    const time = new Date(given)
    if (date !== undefined && isDate(date) && offset !== undefined && !Number.isNaN(time.getTime()))
      return time.toISOString()
    const why =
      date !== undefined && offset === undefined ? 'needs Z or an offset like +01:00 behind the time' : 'is no date'
    tell(path, `${why}; write 2027-12-31 or 2027-12-31T18:00:00Z`)
    return undefined
  }
}

const periodUnits = oneOf('day', 'month', 'year')
const periodMapping = mapping<Period>({ periodCount: count, periodUnit: periodUnits })

/** `12 months`, `1 year`, `30 days`, or the mapping that it stands for. */
export const period: Reader<Period> = (value, path, tell) => {
  if (typeof value !== 'string') return periodMapping(value, path, tell)
  const [, digits, word] = /^(\d{1,9}) (day|month|year)s?$/.exec(value) ?? []
  if (word !== undefined) return { periodCount: Number(digits), periodUnit: word as Period['periodUnit'] }
  tell(path, 'is no period; write 30 days, 12 months or 1 year')
  return undefined
}

const policies = ['never', 'automatic', 'wait', 'manual'] as const
const ruleMapping = mapping<MoveRule>({
  policy: oneOf(...policies),
  waitDays: absent(count, 0),
  maximumCount: absent(count, 0),
  periodDays: absent(count, 0),
})

/** A policy alone, or with its limits. */
export const moveRule: Reader<MoveRule> = (value, path, tell) => {
  if (typeof value !== 'string') return ruleMapping(value, path, tell)
  const policy = oneOf(...policies)(value, path, tell)
  return policy && { policy, waitDays: 0, maximumCount: 0, periodDays: 0 }
}

/** Bytes in one of their spellings. */
export interface WrittenBytes {
  readonly text?: string | undefined
  readonly base64?: string | undefined
  readonly hex?: string | undefined
}

const spellings = ['text', 'base64', 'hex'] as const

/** The fields with which an entry spells its bytes; `mapping` takes them among its own. */
export const byteFields = {
  text: absent(text(32_768, 0)),
  base64: absent(text(43_692, 0)),
  hex: absent(text(65_536, 0)),
}

/** A mapping with the bytes as `text` (UTF-8), `base64` or `hex`; gives base64. */
export const bytes: Reader<string> = (value, path, tell) => {
  const written = mapping<WrittenBytes>(byteFields)(value, path, tell)
  return written && bytesOf(written, path, tell)
}

/** The base64 text of bytes that have exactly one spelling; undefined and told when not. */
export function bytesOf(written: WrittenBytes, path: ItemPath, tell: Tell): string | undefined {
  const given = spellings.filter((spelling) => written[spelling] !== undefined)
  if (given.length !== 1) {
    tell(path, `needs its bytes as exactly one of ${spellings.join(', ')}`)
    return undefined
  }
  const { text: clear, base64 = '', hex = '' } = written
  if (clear !== undefined) return Buffer.from(clear, 'utf8').toString('base64')
  if (given[0] === 'hex') {
    if (!/^([0-9a-fA-F]{2})*$/.test(hex)) tell([...path, 'hex'], 'is not hex')
    return Buffer.from(hex, 'hex').toString('base64')
  }
  const compact = base64.replaceAll(/\s/g, '')
  if (Buffer.from(compact, 'base64').toString('base64') !== compact) tell([...path, 'base64'], 'is not base64')
  return compact
}

/** The content of a hidden or secret entry: its bytes, or the hash of those that are stored already. */
export function contentOf(written: WrittenBytes & GivenContent, path: ItemPath, tell: Tell): GivenContent {
  const { contentHash } = written
  const hasBytes = spellings.some((spelling) => written[spelling] !== undefined)
  if (contentHash === undefined) return { content: bytesOf(written, path, tell) }
  return hasBytes ? { contentHash, content: bytesOf(written, path, tell) } : { contentHash }
}
