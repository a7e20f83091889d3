import { baseMutants } from './bases.ts'
import { carryingMutants } from './carrying.ts'
import { catalogueMutants } from './catalogue.ts'
import { chainMutants } from './chain.ts'
import { cloudMutants } from './cloud.ts'
import { defenceMutants } from './defence.ts'
import { deliveryMutants } from './delivery.ts'
import { explainingMutants } from './explaining.ts'
import { facadeMutants } from './facade.ts'
import { findingMutants } from './finding.ts'
import { formatMutants } from './formats.ts'
import { keyMutants } from './keys.ts'
import { languageMutants } from './languages.ts'
import { licenseMutants } from './licenses.ts'
import { loginMutants } from './logins.ts'
import { moveMutants } from './moves.ts'
import type { Mutant } from './mutant.ts'
import { orderMutants } from './orders.ts'
import { pieceMutants } from './pieces.ts'
import { proofMutants } from './proof.ts'
import { restoringMutants } from './restoring.ts'
import { runtimeMutants } from './runtime.ts'
import { secrecyMutants } from './secrecy.ts'
import { shadowMutants } from './shadow.ts'
import { soapMutants } from './soap.ts'
import { storeMutants } from './store.ts'
import { subscriptionMutants } from './subscriptions.ts'
import { ticketMutants } from './tickets.ts'
import { tokenMutants } from './tokens.ts'
import { transportMutants } from './transport.ts'
import { updateMutants } from './updates.ts'
import { useMutants } from './uses.ts'
import { vendorMutants } from './vendor.ts'

/** The rules of weight; a new one gets a mutant. `test/house/mutants.test.ts` keeps the list in step with the code. */
export const mutants: readonly Mutant[] = [
  ...ticketMutants,
  ...orderMutants,
  ...licenseMutants,
  ...baseMutants,
  ...chainMutants,
  ...updateMutants,
  ...formatMutants,
  ...runtimeMutants,
  ...languageMutants,
  ...carryingMutants,
  ...storeMutants,
  ...soapMutants,
  ...secrecyMutants,
  ...loginMutants,
  ...defenceMutants,
  ...transportMutants,
  ...shadowMutants,
  ...facadeMutants,
  ...vendorMutants,
  ...deliveryMutants,
  ...moveMutants,
  ...findingMutants,
  ...catalogueMutants,
  ...explainingMutants,
  ...subscriptionMutants,
  ...useMutants,
  ...proofMutants,
  ...restoringMutants,
  ...tokenMutants,
  ...pieceMutants,
  ...keyMutants,
  ...cloudMutants,
]
