import type { AssignContainer, AssignContainerResponse } from '../contract/sales.ts'
import { judgeAssignment } from '../domain/dedication.ts'
import type { LicenseState } from '../domain/license.ts'
import { readSerial } from '../domain/order-serial.ts'
import type { Call } from '../operation.ts'
import { actOnLicenses } from '../vendor-actions/act-on-licenses.ts'
import { dedicate } from '../vendor-actions/dedicate.ts'
import { atOnce } from './at-once.ts'
import { isOutOfReach, ofOthersText } from './container-reach.ts'
import type { SalesParts } from './parts.ts'

/**
 * Dedicates licenses that are not collected to a container: no other can collect them, and it gets them at its next
 * contact without a ticket. The container need not be known yet; its serial says its kind, which the items must allow. A
 * known one must be within the reach of the client (src/sales/container-reach.ts).
 *
 * @throws Fault `FORBIDDEN`, `LICENSE_UNKNOWN`, `LICENSE_STATE`, `CONTAINER_KIND`, `NOTHING_TO_DO`, `REQUEST_CONFLICT`,
 * `INVALID_REQUEST`
 */
export async function assignContainer(
  { assignment }: AssignContainer,
  call: Call,
  { catalogue, serveHere }: SalesParts,
): Promise<AssignContainerResponse> {
  const field = 'assignment/containerSerial'
  const serial = readSerial(assignment.containerSerial, field) ?? ''
  return call.answer(async (tx) => {
    const actionOutcome = await actOnLicenses(tx, call, {
      licenseIds: assignment.licenseIds.licenseId,
      field: 'assignment/licenseIds',
      content: { ...assignment, containerSerial: serial },
      judge: async (_, licenses) => {
        const versionIds = licenses.map(({ itemVersionId }) => itemVersionId)
        const versions = await catalogue.versions(tx, versionIds)
        if (await isOutOfReach(tx, call.caller, serial)) return () => ({ refusal: outOfReach(serial) })
        return ({ itemVersionId, state, dedicatedSerial }) => {
          const item = versions.get(itemVersionId)?.definition
          if (item === undefined) throw new Error(`item version ${itemVersionId} is missing`)
          return judgeAssignment({ state: state as LicenseState, dedicatedSerial }, item, serial)
        }
      },
      act: async (_, planned) => atOnce(tx, call, serveHere, await dedicate(tx, call, planned, assignment)),
    })
    return { result: { actionOutcomes: { actionOutcome } } }
  })
}

function outOfReach(serial: string) {
  return { code: 'FORBIDDEN', text: ofOthersText(serial) } as const
}
