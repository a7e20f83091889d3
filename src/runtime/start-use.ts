import { withSeen } from './clock.ts'
import { changeContainer, firmIn, withFirm } from './container-folder.ts'
import type { Runtime } from './runtime.ts'
import type { ContainerState, HeldLicense } from './state.ts'

/**
 * A license with a usage period begins to run when it is first asked for; a first use in the future was one of a clock that
 * was ahead.
 */
export async function startUse(
  runtime: Runtime,
  state: ContainerState,
  license: HeldLicense,
  { firmCode, now }: { firmCode: number; now: Date },
): Promise<HeldLicense> {
  const firstUsedAt = now.toISOString()
  const isBegun = license.firstUsedAt !== undefined && license.firstUsedAt <= firstUsedAt
  if (license.options.usagePeriod === undefined || isBegun) return license
  const used = { ...license, firstUsedAt }
  await changeContainer(runtime, state.serial, (current) => {
    const firm = firmIn(current, firmCode)
    const licenses = firm.licenses.map((held) =>
      held.licenseId === used.licenseId && held.firstUsedAt === license.firstUsedAt ? { ...held, firstUsedAt } : held,
    )
    return Promise.resolve([withFirm(current, firmCode, { ...firm, licenses }), undefined])
  })
  return used
}

/** A program that may read the container and not write it gets its answer all the same. */
export async function noteTime(runtime: Runtime, state: ContainerState, now: Date): Promise<void> {
  if (withSeen(state, now) === state) return
  const noted = changeContainer(runtime, state.serial, (current) =>
    Promise.resolve([withSeen(current, now), undefined]),
  )
  await noted.catch(() => undefined)
}
