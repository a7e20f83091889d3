import { FirmKey } from '../entities/firm-key.ts'
import type { Clock } from '../domain/clock.ts'
import { Fault } from '../faults.ts'
import type { Probe } from '../http/readiness.ts'
import type { FirmSecurityBox } from '../signing/box.ts'
import type { Store } from '../store/store.ts'
import { UserError } from '../user-error.ts'

export interface Probed {
  readonly store: Store
  readonly clock: Clock
  /** Only where the Depot is served. */
  readonly box: FirmSecurityBox | undefined
  readonly isStopping: () => boolean
}

/** What this node needs to serve: `/readyz` asks for it. */
export function probesOf({ store, clock, box, isStopping }: Probed): Probe[] {
  const probes: Probe[] = [
    { name: 'process', vital: true, check: () => Promise.resolve(isStopping() ? 'is stopping' : undefined) },
    { name: 'database', vital: true, check: () => store.ping().then(() => undefined) },
    {
      name: 'migrations',
      vital: true,
      check: async () => {
        const pending = await store.pendingMigrations()
        return pending.length === 0 ? undefined : `${pending.length} to run; run "opendepot migrate"`
      },
    },
  ]
  // Orders are taken without a signer, and updates can be fetched later: it is worth a call, not a stop.
  if (box !== undefined) probes.push({ name: 'signer', vital: false, check: () => signerProblem(store, clock(), box) })
  return probes
}

async function signerProblem(store: Store, now: Date, box: FirmSecurityBox): Promise<string | undefined> {
  const keys = await store.read((tx) => tx.find(FirmKey, { select: { kid: true, firmCode: true } }), {
    singleStatement: true,
  })
  if (keys.length === 0) return 'there is no firm key yet; "opendepot firm create" makes one'
  const firmCodes = [...new Set(keys.map((key) => key.firmCode))]
  const problems = await Promise.all(
    firmCodes.map((firmCode) =>
      box.signingKey(firmCode, now).then(
        () => undefined,
        (error: unknown) => {
          if (error instanceof Fault) return adviceOf(error)
          throw error
        },
      ),
    ),
  )
  const found = problems.filter((problem) => problem !== undefined)
  return found.length === 0 ? undefined : found.join('; ')
}

/** What the operator can do; a reason that names a file stays in the log. */
function adviceOf({ message, facts: { cause } }: Fault): string {
  return cause instanceof Error && !(cause instanceof UserError) ? cause.message : message
}
