import type { Client } from '../entities/client.ts'
import { Fault } from '../faults.ts'
import { isIpRange } from '../ip-range.ts'
import type { Role } from '../operation.ts'
import { accountNameForm, isAccountName, rightsOf } from './account.ts'
import { certificateText } from './certificate.ts'

/** What a client is to be, whole. */
export interface ClientWish {
  readonly name: string
  readonly roles: readonly Role[]
  /** Default: the name, so that its order numbers are its own. */
  readonly orderScope?: string | undefined
  /** Default: all; none is the same as all. */
  readonly firmCodes?: readonly number[] | undefined
  /** Addresses and ranges in CIDR form; default: from anywhere. */
  readonly ipRanges?: readonly string[] | undefined
  /** PEM, `sha256:HEX` or `subject:…;issuer:…`; default: none. */
  readonly certificates?: readonly string[] | undefined
  /** What a known order number means; default: `replay`. */
  readonly orderRepeat?: 'replay' | 'extend' | undefined
  /** Whether it may log in by a password digest, by secrets made from then on; default: false. */
  readonly passwordDigest?: boolean | undefined
  readonly comment?: string | undefined
}

/** The columns of a client that its wish decides. */
export type ClientColumns = Pick<
  Client,
  'roles' | 'orderScope' | 'firmCodes' | 'ipRanges' | 'orderRepeat' | 'passwordForm'
>

/** Columns and certificates, as a wish or the rows have them, in the one order in which two can be compared. */
export interface Definition {
  readonly columns: ClientColumns
  /** In their one form. */
  readonly certificates: readonly string[]
}

/** @throws Fault `CLIENT_INVALID` */
export function definitionOf(wish: ClientWish): Definition {
  const { name, roles, orderScope = name, firmCodes = [], ipRanges = [], certificates = [] } = wish
  if (!isAccountName(name)) {
    throw new Fault('CLIENT_INVALID', `'${name}' is no client name: ${accountNameForm}.`)
  }
  const strange = ipRanges.find((range) => !isIpRange(range))
  if (strange !== undefined) {
    throw new Fault('CLIENT_INVALID', `'${strange}' is no IP address and no range like 10.20.0.0/16.`)
  }
  return {
    columns: {
      ...rightsOf({ roles, firmCodes }),
      orderScope,
      ipRanges: ipRanges.length === 0 ? null : [...new Set(ipRanges)].toSorted(),
      orderRepeat: wish.orderRepeat === 'extend' ? 'extend' : null,
      passwordForm: wish.passwordDigest === true ? 'digest' : null,
    },
    certificates: [...new Set(certificates.map(certificateText))].toSorted(),
  }
}

/** What the rows of a client say. */
export function definitionIn(client: Client, certificates: readonly string[]): Definition {
  const { roles, firmCodes, orderScope, ipRanges, orderRepeat, passwordForm } = client
  return {
    columns: { roles: roles.toSorted(), firmCodes, orderScope, ipRanges, orderRepeat, passwordForm },
    certificates: certificates.toSorted(),
  }
}

/** The wish that would leave a client as it is. */
export function wishIn(client: Client, certificates: readonly string[]): Omit<ClientWish, 'name' | 'comment'> {
  const { roles, orderScope, firmCodes, ipRanges, orderRepeat, passwordForm } = client
  return {
    roles,
    orderScope,
    firmCodes: firmCodes ?? [],
    ipRanges: ipRanges ?? [],
    certificates,
    orderRepeat: orderRepeat ?? 'replay',
    passwordDigest: passwordForm === 'digest',
  }
}

/** What an event holds of a definition. */
export function toldDefinition({ columns, certificates }: Definition) {
  return { ...columns, certificates }
}
