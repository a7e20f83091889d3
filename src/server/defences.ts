import { createHmac } from 'node:crypto'
import { Attempts, type Spent } from '../budgets/attempts.ts'
import { Rates } from '../budgets/rates.ts'
import type { Source } from '../budgets/source.ts'
import type { Config } from '../config.ts'
import { Fault } from '../faults.ts'
import { HttpRefusal } from '../http/refusal.ts'
import type { Metrics } from '../metrics.ts'
import type { Store } from '../store/store.ts'
import { currentKey, type Keyring } from '../tickets/keyring.ts'
import type { Parts } from './parts.ts'

/** What keeps one sender from taking everything, and from guessing. */
export interface Defences {
  /** How often somebody may ask this process. */
  readonly rates: Rates
  /** How often somebody may be wrong, on all nodes together. */
  readonly attempts: Attempts
}

/**
 * Credentials that somebody sent are wrong. Right ones are never asked for a budget, and never come here.
 * @throws Fault `RATE_LIMITED`; else the sender is to be told that they are wrong
 */
export async function wrongLogin({ rates, attempts }: Defences, sender: Source): Promise<void> {
  rates.stranger(sender)
  await attempts.failedLogin(sender)
}

/** The health of a node is always told: whoever watches it must not take it for dead. */
const unlimited: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics'])

/** Why a page or contract is not given; undefined when it is. */
export function tooManyPages({ rates }: Defences, path: string, sender: Source): HttpRefusal | undefined {
  if (unlimited.has(path)) return undefined
  try {
    rates.stranger(sender)
    return undefined
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return new HttpRefusal(429, error.message, { 'retry-after': String(error.facts.retryAfterSeconds) })
  }
}

interface DefencesParts {
  readonly config: Config
  readonly parts: Pick<Parts, 'clock' | 'logger'>
  readonly metrics: Metrics
  readonly store: Store
  readonly keyring: Keyring
}

/** They go by the real time, also where a test installation moves its clock. */
export function defencesOf({ config, parts: { clock, logger }, metrics, store, keyring }: DefencesParts): Defences {
  const onRefused = (reason: string) => {
    metrics.refused(reason)
  }
  const onSpent = ({ subject, budget, source, endsAt }: Spent) => {
    metrics.budgetSpent(subject, budget)
    logger.warn('a budget of failed attempts is spent', {
      subject,
      budget,
      from: budget === 'network' ? source.network : source.address,
      until: endsAt,
      hint: 'if this is the address of a proxy before this server, name it in TRUSTED_PROXIES',
    })
  }
  const key = createHmac('sha256', currentKey(keyring.lookup)).update('budgets of failed attempts').digest()
  const onFailed = (subject: string) => {
    metrics.failedAttempt(subject)
  }
  return {
    rates: new Rates({ ...config, clock, now: () => performance.now(), onRefused }),
    attempts: new Attempts({ ...config, store, clock, key, onFailed, onRefused, onSpent }),
  }
}
