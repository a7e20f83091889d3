import type { DepotOperations } from '../contract/depot.ts'
import type { Handlers } from '../operation.ts'
import { activateLicenses } from './activate-licenses.ts'
import { autoUpdate } from './auto-update.ts'
import { checkContainer } from './check-container.ts'
import { confirmUpdate } from './confirm-update.ts'
import { continueTransfer } from './continue-transfer.ts'
import { enrollContainer } from './enroll-container.ts'
import { getBlockList } from './get-block-list.ts'
import { getKeys } from './get-keys.ts'
import { getTickets } from './get-tickets.ts'
import { openSession } from './open-session.ts'
import { keepSession } from './keep-session.ts'
import { closeSession } from './close-session.ts'
import { useUnits } from './use-units.ts'
import { changeCredential } from './change-credential.ts'
import type { DepotParts } from './parts.ts'
import { reactivateLicenses } from './reactivate-licenses.ts'
import { renewLicense } from './renew-license.ts'
import { restoreContainer } from './restore-container.ts'
import { returnLicenses } from './return-licenses.ts'

/** The operations of the Depot Interface; one that the WSDL has and this list lacks does not compile. */
export const depot: Handlers<DepotOperations, DepotParts> = {
  GetTickets: getTickets,
  EnrollContainer: enrollContainer,
  ActivateLicenses: activateLicenses,
  ConfirmUpdate: confirmUpdate,
  AutoUpdate: autoUpdate,
  ContinueTransfer: continueTransfer,
  GetKeys: getKeys,
  CheckContainer: checkContainer,
  GetBlockList: getBlockList,
  ReturnLicenses: returnLicenses,
  ReactivateLicenses: reactivateLicenses,
  RenewLicense: renewLicense,
  OpenSession: openSession,
  KeepSession: keepSession,
  CloseSession: closeSession,
  UseUnits: useUnits,
  ChangeCredential: changeCredential,
  RestoreContainer: restoreContainer,
}
