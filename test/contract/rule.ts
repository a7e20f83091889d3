import type { Wsdl } from './reading.ts'

/** One rule of design §2: what a WSDL breaks of it, one sentence each. */
export interface Rule {
  readonly says: string
  breaches(wsdl: Wsdl): string[]
  /** Changes to sales.wsdl that break this rule: what is replaced by what, and a word of the breach. */
  readonly planted: readonly Plant[]
}

export interface Plant {
  readonly replace: string | RegExp
  readonly by: string
  readonly breach: RegExp
}
