import type { ReleaseContainer, ReleaseContainerResponse } from '../contract/sales.ts'
import { judgeRelease } from '../domain/dedication.ts'
import type { LicenseState } from '../domain/license.ts'
import type { Call } from '../operation.ts'
import { actOnLicenses } from '../vendor-actions/act-on-licenses.ts'
import { dedicate } from '../vendor-actions/dedicate.ts'

/**
 * Takes the dedication off licenses that are not collected: any container can collect them again by their ticket.
 * @throws Fault `LICENSE_UNKNOWN`, `LICENSE_STATE`, `NOTHING_TO_DO`, `REQUEST_CONFLICT`
 */
export async function releaseContainer(
  { containerRelease }: ReleaseContainer,
  call: Call,
): Promise<ReleaseContainerResponse> {
  return call.answer(async (tx) => {
    const actionOutcome = await actOnLicenses(tx, call, {
      licenseIds: containerRelease.licenseIds.licenseId,
      field: 'containerRelease/licenseIds',
      content: containerRelease,
      judge: () =>
        Promise.resolve(({ state, dedicatedSerial }) =>
          judgeRelease({ state: state as LicenseState, dedicatedSerial }),
        ),
      act: (_, planned) => dedicate(tx, call, planned, containerRelease),
    })
    return { result: { actionOutcomes: { actionOutcome } } }
  })
}
