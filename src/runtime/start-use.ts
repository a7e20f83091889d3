import { withSeen } from './clock.ts'
import { changeContainer, firmIn, withFirm } from './container-folder.ts'
import type { Runtime } from './runtime.ts'
import type { ContainerState, HeldLicense } from './state.ts'

/**
 * A license as it is when it is used now: a usage period begins with the first use, and a first use in the future was one of
 * a clock that was ahead.
 */
export function usedAt(license: HeldLicense, now: Date): HeldLicense {
  const firstUsedAt = now.toISOString()
  const isBegun = license.firstUsedAt !== undefined && license.firstUsedAt <= firstUsedAt
  return license.options.usagePeriod === undefined || isBegun ? license : { ...license, firstUsedAt }
}

/** Keeps when the usage period of a license began, durably. */
export async function startUse(
  runtime: Runtime,
  state: ContainerState,
  license: HeldLicense,
  { firmCode, now }: { firmCode: number; now: Date },
): Promise<void> {
  const { licenseId, firstUsedAt } = usedAt(license, now)
  if (firstUsedAt === license.firstUsedAt) return
  await changeContainer(runtime, state.serial, (current) => {
    const firm = firmIn(current, firmCode)
    const licenses = firm.licenses.map((held) =>
      held.licenseId === licenseId && held.firstUsedAt === license.firstUsedAt ? { ...held, firstUsedAt } : held,
    )
    return Promise.resolve([withFirm(current, firmCode, { ...firm, licenses }), undefined])
  })
}

/** A program that may read the container and not write it gets its answer all the same. */
export async function noteTime(runtime: Runtime, state: ContainerState, now: Date): Promise<void> {
  if (withSeen(state, now) === state) return
  const noted = changeContainer(runtime, state.serial, (current) =>
    Promise.resolve([withSeen(current, now), undefined]),
  )
  await noted.catch(() => undefined)
}
