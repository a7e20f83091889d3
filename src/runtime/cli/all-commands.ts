import type { Describe } from './command.ts'
import { describeActivate } from './commands/activate.ts'
import { describeAutoUpdate } from './commands/auto-update.ts'
import { describeBlockList } from './commands/block-list.ts'
import { describeBridge } from './commands/bridge.ts'
import { describeCheck } from './commands/check.ts'
import { describeCloud } from './commands/cloud.ts'
import { describeConfirm } from './commands/confirm.ts'
import { describeContext } from './commands/context.ts'
import { describeCreate } from './commands/create.ts'
import { describeFerry } from './commands/ferry.ts'
import { describeImport } from './commands/import.ts'
import { describeList } from './commands/list.ts'
import { describeOperator } from './commands/operator.ts'
import { describeReactivate } from './commands/reactivate.ts'
import { describeRenew } from './commands/renew.ts'
import { describeRestore } from './commands/restore.ts'
import { describeReturn } from './commands/return.ts'
import { describeTicket } from './commands/ticket.ts'
import { describeVerify } from './commands/verify.ts'
import { describeWizard } from './commands/wizard.ts'

/** The commands of `opendepot-runtime`, in the order in which the help shows them. */
export const allCommands: readonly Describe[] = [
  describeWizard,
  describeTicket,
  describeActivate,
  describeList,
  describeVerify,
  describeAutoUpdate,
  describeRenew,
  describeReturn,
  describeReactivate,
  describeRestore,
  describeCheck,
  describeBlockList,
  describeConfirm,
  describeCreate,
  describeContext,
  describeImport,
  describeFerry,
  describeBridge,
  describeCloud,
  describeOperator,
]
