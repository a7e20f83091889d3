import type { Restoration } from '../contract/depot.ts'
import { checkTerms } from './activation-wish.ts'

/** A restoring as it was asked for, read and in one spelling. */
export interface WishedRestoration {
  /** Absent: whichever was on this machine. */
  readonly oldSerial: string | undefined
  readonly collector: Restoration['collector']
  readonly comment: string | undefined
}

/** @throws Fault `TERMS_NOT_ACCEPTED` */
export function readRestoration({ oldSerial, acceptTerms, collector, comment }: Restoration): WishedRestoration {
  checkTerms(acceptTerms, 'restoration/acceptTerms')
  return { oldSerial: oldSerial?.trim(), collector, comment }
}

/** What makes a restoring this one and no other; only its hash is kept. Not the context, as for an activation. */
export function restorationContent({ oldSerial }: WishedRestoration, firmCode: number) {
  return { kind: 'restore', firmCode, oldSerial: oldSerial ?? null }
}
