/** Where a request comes from, as far as budgets and rates count it. */
export interface Source {
  readonly address: string
  /** The IPv4 /24 or IPv6 /48 of the address. */
  readonly network: string
}
