import type { SalesOperations } from '../contract/sales.ts'
import type { Handlers } from '../operation.ts'
import { createOrder } from './create-order.ts'
import { getOrder } from './get-order.ts'
import { getTicket } from './get-ticket.ts'
import type { SalesParts } from './parts.ts'

/** The Sales Interface: one file for each operation of its contract. */
export const sales: Handlers<SalesOperations, SalesParts> = {
  CreateOrder: createOrder,
  GetOrder: getOrder,
  GetTicket: getTicket,
}
