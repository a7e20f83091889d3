import { isIpRange } from './ip-range.ts'

/** How the text of one setting becomes its value; throws an Error that says what it has to be. */
export type Parse<T> = (text: string) => T

export interface Setting<T> {
  readonly name: string
  /** The form of the value, as the README shows it. */
  readonly form: string
  /** Text that is taken when the setting is absent; undefined: it stays undefined. */
  readonly fallback: string | undefined
  readonly meaning: string
  readonly parse: Parse<T>
  /** How a value is shown; secrets are masked. */
  readonly show: (text: string) => string
}

/** What stands in the place of a secret. */
export const masked = '********'

/** A setting with a default. */
export function setting<T>(
  name: string,
  form: string,
  fallback: string,
  meaning: string,
  parse: Parse<T>,
  show: (text: string) => string = String,
) {
  return { name, form, fallback, meaning, parse, show } satisfies Setting<T>
}

/** A setting that may be absent. */
export function optional<T>(
  name: string,
  form: string,
  meaning: string,
  parse: Parse<T>,
  show: (text: string) => string = String,
) {
  return { name, form, fallback: undefined, meaning, parse, show } satisfies Setting<T>
}

export function text(value: string): string {
  return value
}

export function integer(lowest: number, highest: number): Parse<number> {
  return (value) => {
    const number = Number(value)
    if (!/^[0-9]+$/.test(value) || number < lowest || number > highest) {
      throw new Error(`'${value}' is no whole number from ${lowest} to ${highest}`)
    }
    return number
  }
}

/** Paths of files, joined by commas. */
export function paths(value: string): readonly string[] {
  return value.split(',').map((part) => part.trim())
}

/** Addresses and ranges in CIDR form, joined by commas; an empty text is none. */
export function ipRanges(value: string): readonly string[] {
  const ranges = value.split(',').flatMap((part) => part.trim() || [])
  const strange = ranges.find((range) => !isIpRange(range))
  if (strange !== undefined) throw new Error(`'${strange}' is no IP address and no range like 10.20.0.0/16`)
  return ranges
}

/** Name of an HTTP header, in lower case, as Node gives them. */
export function headerName(value: string): string {
  if (/^[A-Za-z0-9-]+$/.test(value)) return value.toLowerCase()
  throw new Error(`'${value}' is no name of an HTTP header`)
}

export function boolean(value: string): boolean {
  return oneOf(['true', 'false'])(value) === 'true'
}

export function oneOf<const T extends string>(values: readonly T[]): Parse<T> {
  return (value) => {
    const found = values.find((known) => known === value)
    if (found === undefined) throw new Error(`'${value}' is none of ${values.join(', ')}`)
    return found
  }
}

/** Some of the values, joined by commas. */
export function list<const T extends string>(values: readonly T[]): Parse<readonly T[]> {
  return (value) => [...new Set(value.split(',').map((part) => oneOf(values)(part.trim())))]
}

/** Without the slash at its end, so that paths can be put behind it. */
export function httpUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') throw new Error(`'${value}' is no http or https URL`)
  if (url.username || url.password || url.search || url.hash)
    throw new Error('may hold only scheme, host, port and path')
  return value.replace(/\/+$/, '')
}

/** Where mails are handed in. */
export function mailUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url?.protocol !== 'smtp:' && url?.protocol !== 'smtps:') throw new Error('has to begin with smtp:// or smtps://')
  if (url.hostname === '') throw new Error('names no host: smtp://user:password@host:587')
  return value
}

/** A mail address, with or without a name before it. */
export function mailbox(value: string): string {
  if (/^[^<>\r\n]*<[^<>@\s]+@[^<>@\s]+>$|^[^<>@\s]+@[^<>@\s]+$/.test(value)) return value
  throw new Error(`'${value}' is no mail address; write it like Vendor <licenses@vendor.example>`)
}

/** The address of a page for one ticket. */
export function ticketUrl(value: string): string {
  if (!/^https?:\/\/[^/?#]+[^ ]*\{ticketId\}/.test(value))
    throw new Error(`'${value}' is no http or https URL with {ticketId} in it`)
  return value
}

/** A time zone that this Node knows. */
export function timeZone(value: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone
  } catch {
    throw new Error(`'${value}' is no time zone; use a name like Europe/Berlin`)
  }
}

export function databaseUrl(value: string): string {
  if (/^sqlite:./.test(value)) return value
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url?.protocol !== 'mysql:' && url?.protocol !== 'mariadb:') {
    throw new Error("has to begin with 'sqlite:', 'mysql://' or 'mariadb://'")
  }
  if (url.hostname === '' || url.pathname.length < 2)
    throw new Error('names no host or no database: mysql://user:password@host/name')
  return value
}

/** A URL as it may be shown and logged. */
export function maskPassword(value: string): string {
  return value.replace(/(:\/\/[^:@/]*):.*@/, `$1:${masked}@`)
}
