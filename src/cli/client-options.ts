import { InvalidArgumentError, type Command } from 'commander'
import { readFileSync } from 'node:fs'
import { certificateText } from '../clients/certificate.ts'
import type { ClientWish } from '../clients/definition.ts'
import { isIpRange } from '../ip-range.ts'
import type { Role } from '../operation.ts'
import { firmCodeArgument } from './firm-code-argument.ts'

const roles: readonly Role[] = ['sales', 'support', 'admin']

type FirmCodeOption = number | 'all'

/** The options that say what a client is to be; each list as it was given, none of them with a default. */
export interface ClientOptions {
  readonly role?: readonly Role[]
  readonly orderScope?: string
  readonly firmCode?: readonly FirmCodeOption[]
  readonly ipRange?: readonly string[]
  readonly certificate?: readonly string[]
  readonly orderRepeat?: 'replay' | 'extend'
  /** `--no-password-digest` makes it false. */
  readonly passwordDigest?: boolean
}

/** Adds the options. Where a client is changed, each list that is given takes the place of the one before. */
export function withClientOptions(command: Command, { isChange }: { isChange: boolean }): Command {
  const none = (word: string) => (isChange ? `; ${word} for all` : `; default: all`)
  const role = ['--role <role>', `what it may do: ${roles.join(', ')} (repeatable)`, collectRole] as const
  const listed = (isChange ? command.option(...role) : command.requiredOption(...role))
    .option(
      '--order-scope <scope>',
      `clients with the same scope share order numbers${isChange ? '' : ' (default: its name)'}`,
    )
    .option('--firm-code <code>', `firm codes it may touch (repeatable${none('"all"')})`, collectFirmCode)
    .option('--ip-range <range>', `addresses it may come from (repeatable${none('"any"')})`, collectIpRange)
    .option(
      '--certificate <file>',
      `client certificate: a PEM file, sha256:HEX or "subject:…;issuer:…" (repeatable${isChange ? '; "none" for none' : ''})`,
      collectCertificate,
    )
    .option('--order-repeat <meaning>', 'what a known order number means: replay or extend', orderRepeatArgument)
    .option('--password-digest', 'it may log in by WS-Security password digests; its new secrets are kept encrypted')
  return isChange ? listed.option('--no-password-digest', 'it may not, and no secret is kept encrypted') : listed
}

/** What the options that are given wish. */
export function wishOf(options: ClientOptions): Partial<ClientWish> {
  const { role, orderScope, firmCode, ipRange, certificate, orderRepeat, passwordDigest } = options
  return {
    ...(role && { roles: role }),
    ...(orderScope !== undefined && { orderScope }),
    ...(firmCode && { firmCodes: firmCode.filter((code) => code !== 'all') }),
    ...(ipRange && { ipRanges: ipRange.filter((range) => range !== 'any') }),
    ...(certificate && { certificates: certificate.filter((one) => one !== 'none') }),
    ...(orderRepeat && { orderRepeat }),
    ...(passwordDigest !== undefined && { passwordDigest }),
  }
}

function collectRole(value: string, before: readonly Role[] = []): readonly Role[] {
  const role = roles.find((known) => known === value)
  if (role === undefined) throw new InvalidArgumentError(`It is none of ${roles.join(', ')}.`)
  return [...new Set([...before, role])]
}

function collectFirmCode(value: string, before: readonly FirmCodeOption[] = []): readonly FirmCodeOption[] {
  return [...new Set<FirmCodeOption>([...before, value === 'all' ? value : firmCodeArgument(value)])]
}

function collectIpRange(value: string, before: readonly string[] = []): readonly string[] {
  if (value !== 'any' && !isIpRange(value)) {
    throw new InvalidArgumentError('It is no IP address and no range like 10.20.0.0/16.')
  }
  return [...new Set([...before, value])]
}

function collectCertificate(value: string, before: readonly string[] = []): readonly string[] {
  if (value === 'none') return [...before, value]
  try {
    const text = /^(sha256|subject):/i.test(value) ? value : readFileSync(value, 'utf8')
    return [...before, certificateText(text)]
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error))
  }
}

function orderRepeatArgument(value: string): 'replay' | 'extend' {
  if (value === 'replay' || value === 'extend') return value
  throw new InvalidArgumentError('It is replay or extend.')
}
