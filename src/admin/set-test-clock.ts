import type { SetTestClock, SetTestClockResponse } from '../contract/admin.ts'
import { Fault } from '../faults.ts'
import { claimRequest } from '../intake/request-key.ts'
import { clockId, record } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { readClockSetting, writeClockSetting } from '../store/clock-setting.ts'
import type { AdminParts } from './parts.ts'

/**
 * Moves the clock of a test installation, for all rules of the calls that come after it, on every node.
 * @throws Fault `REQUEST_CONFLICT`, and `FORBIDDEN` where `TEST_MODE` is off
 */
export async function setTestClock(
  { testClock }: SetTestClock,
  call: Call,
  { movableClock }: AdminParts,
): Promise<SetTestClockResponse> {
  if (movableClock === undefined) {
    throw new Fault(
      'FORBIDDEN',
      'The clock of this installation cannot be moved; only one with TEST_MODE=true has such a clock.',
    )
  }
  const { instant, comment } = testClock
  return call.answer(async (tx) => {
    const claim = { content: { instant: instant.toISOString() }, reference: 'testClock', forEver: true }
    if ((await claimRequest(tx, call, claim)) !== undefined) return { result: { instant: call.now } }
    const known = await readClockSetting(tx)
    const next = { offset: movableClock.offsetFor(instant), version: (known?.version ?? 0) + 1 }
    await writeClockSetting(tx, known, next)
    const event = { kind: 'clock', id: clockId, version: next.version, change: 'TestClockSet', comment } as const
    await record(tx, call, [{ ...event, before: { offset: known?.offset ?? 0 }, after: { offset: next.offset } }])
    call.note({ instant: instant.toISOString() })
    return { result: { instant } }
  })
}
