import { FirmKey } from '../entities/firm-key.ts'
import type { Clock } from '../domain/clock.ts'
import type { Probe } from '../http/readiness.ts'
import type { TlsKeeper } from '../http/tls-keeper.ts'
import type { Store } from '../store/store.ts'
import { keyTroubles, type Signing } from './signer-state.ts'

export interface Probed {
  readonly store: Store
  readonly clock: Clock
  /** Only where the Depot is served. */
  readonly signing: Signing | undefined
  /** Undefined without TLS. */
  readonly tls: Pick<TlsKeeper, 'current'> | undefined
  readonly isStopping: () => boolean
}

/** What this node needs to serve: `/readyz` asks for it. */
export function probesOf({ store, clock, signing, tls, isStopping }: Probed): Probe[] {
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
  if (signing !== undefined) {
    probes.push({ name: 'signer', vital: false, check: () => signerProblem(store, clock(), signing) })
  }
  if (tls !== undefined) {
    probes.push({
      name: 'certificate',
      vital: false,
      check: () => Promise.resolve(endOf(tls.current.validTo, clock())),
    })
  }
  return probes
}

/** So many days before the certificate of the server ends it is high time: programs that renew it do so at 30. */
const daysOfWarning = 14

function endOf(validTo: Date, now: Date): string | undefined {
  const days = Math.floor((validTo.getTime() - now.getTime()) / 86_400_000)
  if (days >= daysOfWarning) return undefined
  const day = validTo.toISOString().slice(0, 10)
  return days < 0 ? `the certificate of the server ended on ${day}` : `the certificate of the server ends on ${day}`
}

async function signerProblem(store: Store, now: Date, signing: Signing): Promise<string | undefined> {
  const hasKeys = await store.read((tx) => tx.existsBy(FirmKey, {}), { singleStatement: true })
  if (!hasKeys) return 'there is no firm key yet; "opendepot firm create" makes one'
  const troubles = await keyTroubles(store, signing, now)
  return troubles.length === 0 ? undefined : troubles.join('; ')
}
