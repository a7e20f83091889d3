import type { SalesOperations } from '../contract/sales.ts'
import type { Handlers } from '../operation.ts'
import { approveReactivation } from './approve-reactivation.ts'
import { cancelSubscription } from './cancel-subscription.ts'
import { createOrder } from './create-order.ts'
import { createOrders } from './create-orders.ts'
import { createPushUpdate } from './create-push-update.ts'
import { extendLicenses } from './extend-licenses.ts'
import { findLicenses } from './find-licenses.ts'
import { findTickets } from './find-tickets.ts'
import { getLicense } from './get-license.ts'
import { getOrder } from './get-order.ts'
import { getTicket } from './get-ticket.ts'
import { assignContainer } from './assign-container.ts'
import { releaseContainer } from './release-container.ts'
import { rotateTicket } from './rotate-ticket.ts'
import { listChanges } from './list-changes.ts'
import { listHistory } from './list-history.ts'
import { blockContainer } from './block-container.ts'
import { unblockContainer } from './unblock-container.ts'
import { resolveContainer } from './resolve-container.ts'
import { eraseCustomer } from './erase-customer.ts'
import { explainTicket } from './explain-ticket.ts'
import { recycleContainer } from './recycle-container.ts'
import { splitLicense } from './split-license.ts'
import { replaceLicense } from './replace-license.ts'
import { replaceOrder } from './replace-order.ts'
import { reconcileOrders } from './reconcile-orders.ts'
import type { SalesParts } from './parts.ts'
import { cancelWithdrawal } from './cancel-withdrawal.ts'
import { withdrawLicenses } from './withdraw-licenses.ts'

/** The Sales Interface: one file for each operation of its contract. */
export const sales: Handlers<SalesOperations, SalesParts> = {
  CreateOrder: createOrder,
  CreateOrders: createOrders,
  GetOrder: getOrder,
  GetTicket: getTicket,
  ReconcileOrders: reconcileOrders,
  GetLicense: getLicense,
  ListHistory: listHistory,
  ListChanges: listChanges,
  FindLicenses: findLicenses,
  FindTickets: findTickets,
  WithdrawLicenses: withdrawLicenses,
  CancelWithdrawal: cancelWithdrawal,
  AssignContainer: assignContainer,
  ReleaseContainer: releaseContainer,
  RotateTicket: rotateTicket,
  EraseCustomer: eraseCustomer,
  ExtendLicenses: extendLicenses,
  CancelSubscription: cancelSubscription,
  ApproveReactivation: approveReactivation,
  ReplaceLicense: replaceLicense,
  ReplaceOrder: replaceOrder,
  SplitLicense: splitLicense,
  BlockContainer: blockContainer,
  UnblockContainer: unblockContainer,
  ResolveContainer: resolveContainer,
  RecycleContainer: recycleContainer,
  ExplainTicket: explainTicket,
  CreatePushUpdate: createPushUpdate,
}
