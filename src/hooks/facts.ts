/** A license as a hook is told of it: what the vendor knows it by, no ticket and no names of persons. */
export interface HookLicense {
  readonly licenseId: string
  readonly itemNumber: string
  readonly firmCode: number
  readonly productCode: number
  readonly orderNumber: string
  readonly lineNumber: string
  readonly customerId: string
  /** RFC 3339 in UTC; absent: no end, or none yet. */
  readonly expirationTime?: string | undefined
}

/** The container that the license is in, or goes into. */
export interface HookContainer {
  readonly serial: string
  readonly kind: string
}
