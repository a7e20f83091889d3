import type { ApprovalResult, ApproveReactivation, ApproveReactivationResponse } from '../contract/sales.ts'
import type { LicenseState } from '../domain/license.ts'
import { judgeApproval } from '../domain/move-approval.ts'
import type { MoveDecision } from '../domain/move-rule.ts'
import { Container } from '../entities/container.ts'
import { License } from '../entities/license.ts'
import { MoveDecisionRow } from '../entities/move-decision.ts'
import { Fault } from '../faults.ts'
import { doneByRequest } from '../ledger/done-by-request.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { actOnLicenses, type Outcome } from '../vendor-actions/act-on-licenses.ts'
import { decideMoves, moveDecisions } from '../vendor-actions/decide-moves.ts'
import type { SalesParts } from './parts.ts'

/**
 * Decides on the moves that items leave to a person (policy `manual`), for one license or for all that a container holds
 * of the order scope; of a container also on those whose rules ask nobody, as on another machine they are restored only by
 * that. Nothing moves by it: `judgeMove` (src/domain/move-rule.ts) asks for the decision when the user
 * comes.
 *
 * @throws Fault `LICENSE_UNKNOWN`, `CONTAINER_UNKNOWN`, `REACTIVATION_NOT_ALLOWED`, `NOTHING_TO_DO`, `REQUEST_CONFLICT`,
 * `INVALID_REQUEST`
 */
export async function approveReactivation(
  { approval }: ApproveReactivation,
  call: Call,
  { catalogue }: SalesParts,
): Promise<ApproveReactivationResponse> {
  const { decision } = approval
  const subject = subjectOf(approval)
  return call.answer(async (tx) => {
    const outcomes = await actOnLicenses<MoveDecision>(tx, call, {
      licenseIds:
        'licenseId' in subject ? [subject.licenseId] : await licensesWithin(tx, call, subject.containerSerial),
      field: `approval/${'licenseId' in subject ? 'licenseId' : 'containerSerial'}`,
      content: approval,
      judge: async (_, licenses) => {
        const versionIds = licenses.map(({ itemVersionId }) => itemVersionId)
        const versions = await catalogue.versions(tx, versionIds)
        const decisions = await moveDecisions(tx, licenses)
        return ({ id, itemVersionId, state }) => {
          const item = versions.get(itemVersionId)?.definition
          if (item === undefined) throw new Error(`item version ${itemVersionId} is missing`)
          const decided = decisions.get(id)?.decision as MoveDecision | undefined
          const isOfWhole = 'containerSerial' in subject
          return judgeApproval({ state: state as LicenseState, item, decided, isOfWhole }, decision)
        }
      },
      act: (_, planned) => decideMoves(tx, call, planned, approval),
    })
    return { result: resultOf(outcomes) }
  })
}

type Subject = { readonly licenseId: string } | { readonly containerSerial: string }

function subjectOf({ licenseId, containerSerial }: ApproveReactivation['approval']): Subject {
  if (licenseId !== undefined && containerSerial === undefined) return { licenseId }
  if (licenseId === undefined && containerSerial !== undefined) return { containerSerial }
  const text = 'approval needs licenseId or containerSerial, and not both'
  throw new Fault('INVALID_REQUEST', text, { field: 'approval' })
}

/**
 * The licenses that a container holds, as far as the caller has sold them, oldest first; of a request that is repeated also
 * those which have left it since.
 */
async function licensesWithin(tx: Tx, call: Call, containerSerial: string): Promise<string[]> {
  const field = 'approval/containerSerial'
  const serial = containerSerial.trim()
  const container = await tx.findOneBy(Container, { serial })
  if (container === null) throw new Fault('CONTAINER_UNKNOWN', `no container ${serial} is known here`, { field })
  const here = await tx.find(License, {
    select: { id: true },
    where: { containerId: container.id, orderScope: call.caller.orderScope },
    order: { createdAt: 'ASC', id: 'ASC' },
  })
  const decided = call.requestId === undefined ? [] : await tx.findBy(MoveDecisionRow, { containerId: container.id })
  const done = await doneByRequest(
    tx,
    call,
    'license',
    decided.map(({ licenseId }) => licenseId),
  )
  const licenseIds = [...new Set([...here.map(({ id }) => id), ...done])]
  if (licenseIds.length > 0) return licenseIds
  throw new Fault('NOTHING_TO_DO', `container ${serial} holds no license of this order scope`, { field })
}

/** So many licenses are told of one by one. */
const mostOutcomes = 300

function resultOf(outcomes: readonly Outcome[]): ApprovalResult {
  const decided = outcomes.filter(({ ok }) => ok)
  const refused = outcomes.filter(({ ok }) => !ok)
  const listed = outcomes.length > mostOutcomes ? [...refused, ...decided].slice(0, mostOutcomes) : outcomes
  return {
    decidedCount: decided.length,
    refusedCount: refused.length,
    actionOutcomes: { actionOutcome: listed.map((outcome) => ({ ...outcome })) },
  }
}
