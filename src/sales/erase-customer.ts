import type { EraseCustomer, EraseCustomerResponse } from '../contract/sales.ts'
import { requiredIdentifier } from '../domain/identifier.ts'
import { Order } from '../entities/order.ts'
import { Fault } from '../faults.ts'
import { findRequest, rememberRequest } from '../intake/request-key.ts'
import { doneByRequest } from '../ledger/done-by-request.ts'
import { record } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { changeRows } from '../store/change-rows.ts'
import type { Tx } from '../store/store.ts'
import { history, type Why } from '../vendor-actions/why.ts'
import { eraseCollectors } from './erase-collectors.ts'

/**
 * Forgets the people of a customer: name, e-mail and fields of all his orders in the order scope of the client, and who
 * collected his licenses. What was sold stays, with comments and parameters, which belong to the order and its licenses;
 * the ledger never held a name. A customer that is erased twice has nothing left the second time, and that is no fault.
 * @throws Fault `CUSTOMER_UNKNOWN`, `REQUEST_CONFLICT`, `INVALID_REQUEST`
 */
export async function eraseCustomer({ erasure }: EraseCustomer, call: Call): Promise<EraseCustomerResponse> {
  const customerId = requiredIdentifier(erasure.customerId, 'erasure/customerId', 64)
  const content = { ...erasure, customerId }
  return call.answer(async (tx) => {
    const doneBefore = await findRequest(tx, call, { content })
    const { orderScope } = call.caller
    const orders = await tx.find(Order, { where: { customerId, orderScope }, order: { createdAt: 'ASC', id: 'ASC' } })
    const [first] = orders
    if (first === undefined) {
      const text = `no order of customer ${customerId} is known in the order scope of this client`
      throw new Fault('CUSTOMER_UNKNOWN', text, { field: 'erasure/customerId' })
    }
    if (doneBefore !== undefined) {
      const ids = orders.map(({ id }) => id)
      return { result: { customerId, orderCount: (await doneByRequest(tx, call, 'order', ids)).size } }
    }
    const named = orders.filter(isNamed)
    await eraseFacts(tx, call, named, erasure)
    await eraseCollectors(tx, call, { customerId, orderScope })
    await rememberRequest(tx, call, { content, reference: first.id })
    return { result: { customerId, orderCount: named.length } }
  })
}

const nobody = { customerName: null, customerEmail: null, customerFields: [] }

function isNamed({ customerName, customerEmail, customerFields }: Order): boolean {
  return customerName !== null || customerEmail !== null || customerFields.length > 0
}

async function eraseFacts(tx: Tx, call: Call, orders: readonly Order[], why: Why): Promise<void> {
  await changeRows(tx, Order, orders, { ...nobody, updatedAt: call.now })
  const changed = Object.keys(nobody)
  await record(
    tx,
    call,
    orders.map(({ id, version }) => ({
      kind: 'order',
      id,
      version: version + 1,
      change: 'CustomerErased',
      ...history(why, { changed }),
    })),
  )
}
