import type { Register } from './run.ts'
import { registerAudit } from './audit.ts'
import { registerClient } from './client.ts'
import { registerConfig } from './config.ts'
import { registerDemo } from './demo.ts'
import { registerFacade } from './facade.ts'
import { registerFirm } from './firm.ts'
import { registerItems } from './items.ts'
import { registerKeys } from './keys.ts'
import { registerMigrate } from './migrate.ts'
import { registerServe } from './serve.ts'
import { registerShadow } from './shadow.ts'

/** All commands, in the order of the help. */
export const commands: readonly Register[] = [
  registerServe,
  registerDemo,
  registerMigrate,
  registerClient,
  registerFirm,
  registerItems,
  registerKeys,
  registerAudit,
  registerFacade,
  registerShadow,
  registerConfig,
]
