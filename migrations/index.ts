import { Initial1790000000000 } from './1790000000000-initial.ts'
import { Consumption1790000050000 } from './1790000050000-consumption.ts'
import { Receipt1790000060000 } from './1790000060000-receipt.ts'
import { Ledger1790000100000 } from './1790000100000-ledger.ts'
import { Finding1790000200000 } from './1790000200000-finding.ts'
import { VendorActions1790000300000 } from './1790000300000-vendor-actions.ts'
import { LicenseTerms1790000310000 } from './1790000310000-license-terms.ts'
import { Catalogue1790000400000 } from './1790000400000-catalogue.ts'
import { ActivationRules1790000410000 } from './1790000410000-activation-rules.ts'
import { MoveDecisions1790000420000 } from './1790000420000-move-decisions.ts'
import { Admin1790000500000 } from './1790000500000-admin.ts'
import { Statistics1790000510000 } from './1790000510000-statistics.ts'
import { Delivery1790000600000 } from './1790000600000-delivery.ts'
import { Moves1790000700000 } from './1790000700000-moves.ts'
import { IdleRelease1790000701000 } from './1790000701000-idle-release.ts'
import { Notices1790000702000 } from './1790000702000-notices.ts'
import { Restoring1790000710000 } from './1790000710000-restoring.ts'
import { Cloud1790000720000 } from './1790000720000-cloud.ts'
import { Renewals1790000730000 } from './1790000730000-renewals.ts'
import { BlockedContainers1790000731000 } from './1790000731000-blocked-containers.ts'
import { Access1790000800000 } from './1790000800000-access.ts'
import { Attempts1790000810000 } from './1790000810000-attempts.ts'

/** Every migration, oldest first; nothing is found by a file name. A published one is never edited. */
export const migrations = [
  Initial1790000000000,
  Consumption1790000050000,
  Receipt1790000060000,
  Ledger1790000100000,
  Finding1790000200000,
  VendorActions1790000300000,
  LicenseTerms1790000310000,
  Catalogue1790000400000,
  ActivationRules1790000410000,
  MoveDecisions1790000420000,
  Admin1790000500000,
  Statistics1790000510000,
  Delivery1790000600000,
  Moves1790000700000,
  IdleRelease1790000701000,
  Notices1790000702000,
  Restoring1790000710000,
  Cloud1790000720000,
  Renewals1790000730000,
  BlockedContainers1790000731000,
  Access1790000800000,
  Attempts1790000810000,
]
