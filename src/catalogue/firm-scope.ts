import { Fault } from '../faults.ts'
import type { Caller } from '../operation.ts'

/**
 * Refuses what belongs to a firm code that the caller's client is not given.
 * @throws Fault `FORBIDDEN`
 */
export function requireFirmCode(caller: Pick<Caller, 'firmCodes'>, firmCode: number, field: string): void {
  if (caller.firmCodes === 'all' || caller.firmCodes.has(firmCode)) return
  throw new Fault('FORBIDDEN', `This client may not touch firm code ${firmCode}.`, { field })
}
