import { findRequest } from '../intake/request-key.ts'
import { continueOrder, extendOrder } from './continue-order.ts'
import type { Intake, IntakeResult } from './intake.ts'
import { findOrderId } from './known-order.ts'
import { replayOrder } from './replay-order.ts'
import { startOrder } from './start-order.ts'

/**
 * Takes one order, within the transaction of the intake: looks first for what is known, and then goes one of three ways.
 * @throws Fault those of `createOrder`
 */
export async function takeOrder(intake: Intake): Promise<IntakeResult> {
  const { tx, call, wish, content } = intake
  const doneBefore = await findRequest(tx, call, { content })
  if (doneBefore !== undefined) return replayOrder(intake, doneBefore)

  const { orderScope, orderRepeat } = call.caller
  const known = wish.orderNumber === undefined ? undefined : await findOrderId(tx, orderScope, wish.orderNumber)
  if (known === undefined) return startOrder(intake)
  return orderRepeat === 'extend' ? extendOrder(intake, known) : continueOrder(intake, known)
}
