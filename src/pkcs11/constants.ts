/** The numbers of PKCS#11 that are used here, by their names in the standard (OASIS PKCS #11 v2.40, §A). */
export const ckf = { serialSession: 4, rwSession: 2, osLockingOk: 2, tokenInitialized: 0x400 } as const

export const cku = { user: 1 } as const

export const cko = { data: 0, publicKey: 2, privateKey: 3, secretKey: 4 } as const

export const ckk = { ec: 3, genericSecret: 0x10 } as const

export const cka = {
  class: 0,
  token: 1,
  private: 2,
  label: 3,
  application: 0x10,
  value: 0x11,
  keyType: 0x100,
  id: 0x102,
  sensitive: 0x103,
  sign: 0x108,
  verify: 0x10a,
  derive: 0x10c,
  valueLen: 0x161,
  extractable: 0x162,
  modifiable: 0x170,
  ecParams: 0x180,
  ecPoint: 0x181,
} as const

export const ckm = { ecKeyPairGen: 0x1040, ecdsa: 0x1041, ecdh1Derive: 0x1050 } as const

/** Parameters of ECDH (a marker of pkcs11js), and "no key derivation function". */
export const ecdh = { params: 6, noKdf: 1 } as const
