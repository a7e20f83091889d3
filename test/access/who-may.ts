import type { Role } from '../../src/operation.ts'

export type FaceName = 'sales' | 'depot' | 'admin'

/** Everybody, with an account or without. */
const anybody = 'anybody'
/** Whoever buys, and the desk that looks after what was bought. */
const read: readonly Role[] = ['sales', 'support']
/** What a support desk decides although it sells nothing. */
const decide = read
const sell: readonly Role[] = ['sales']
const administer: readonly Role[] = ['admin']

/**
 * Who may call what, written down once more by hand from the design (§1, §2.1), so that neither the code nor the WSDLs are
 * measured by themselves.
 */
export const whoMay: Readonly<Record<FaceName, Readonly<Record<string, readonly Role[] | 'anybody'>>>> = {
  sales: {
    CreateOrder: sell,
    CreateOrders: sell,
    GetOrder: read,
    GetTicket: read,
    GetLicense: read,
    FindTickets: read,
    FindLicenses: read,
    ListHistory: read,
    ListChanges: read,
    ReconcileOrders: read,
    ExplainTicket: read,
    WithdrawLicenses: decide,
    CancelWithdrawal: decide,
    ResolveContainer: decide,
    BlockContainer: decide,
    UnblockContainer: decide,
    ApproveReactivation: decide,
    ReplaceLicense: sell,
    ReplaceOrder: sell,
    ExtendLicenses: sell,
    SplitLicense: sell,
    CancelSubscription: sell,
    AssignContainer: sell,
    ReleaseContainer: sell,
    RecycleContainer: sell,
    RotateTicket: sell,
    EraseCustomer: sell,
    CreatePushUpdate: sell,
  },
  depot: {
    GetTickets: anybody,
    EnrollContainer: anybody,
    ActivateLicenses: anybody,
    ConfirmUpdate: anybody,
    AutoUpdate: anybody,
    ContinueTransfer: anybody,
    GetKeys: anybody,
    ReturnLicenses: anybody,
    ReactivateLicenses: anybody,
    RestoreContainer: anybody,
    CheckContainer: anybody,
    GetBlockList: anybody,
    RenewLicense: anybody,
    OpenSession: anybody,
    KeepSession: anybody,
    CloseSession: anybody,
    UseUnits: anybody,
    ChangeCredential: anybody,
  },
  admin: {
    PutItem: administer,
    GetItem: administer,
    ListItems: administer,
    RetireItem: administer,
    PutItemPackage: administer,
    PutContainerType: administer,
    PutFirmCode: administer,
    PutClient: administer,
    RotateClientSecret: administer,
    DisableClient: administer,
    PutUser: administer,
    ListUsers: administer,
    GetStatistics: administer,
    SetTestClock: administer,
  },
}
