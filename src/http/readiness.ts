/** One thing a node needs. */
export interface Probe {
  readonly name: string
  /** Without it the node serves nothing; otherwise it is merely degraded. */
  readonly vital: boolean
  /** What is wrong, in words for an operator; undefined when all is well. */
  readonly check: () => Promise<string | undefined>
}

/** The state of one thing. */
export interface ProbeResult {
  readonly name: string
  readonly state: 'ok' | 'degraded' | 'down'
  readonly text?: string
}

export interface Readiness {
  readonly state: 'ok' | 'degraded' | 'down'
  readonly checks: readonly ProbeResult[]
}

const patience = 2_000

/**
 * Asks all probes; a node that is `down` should get no requests. Callers who ask at the same time share one answer, so
 * that a flood of questions does not become a flood of queries.
 */
export function readinessOf(probes: readonly Probe[]): () => Promise<Readiness> {
  let running: Promise<Readiness> | undefined
  return () => {
    running ??= ask(probes).finally(() => {
      running = undefined
    })
    return running
  }
}

async function ask(probes: readonly Probe[]): Promise<Readiness> {
  const checks = await Promise.all(probes.map(askOne))
  const worst = (['down', 'degraded'] as const).find((state) => checks.some((check) => check.state === state))
  return { state: worst ?? 'ok', checks }
}

async function askOne({ name, vital, check }: Probe): Promise<ProbeResult> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, patience, `no answer within ${patience / 1000} s`)
  })
  const problem = await Promise.race([check().catch(() => 'does not answer; the log of this node says more'), late])
  clearTimeout(timer)
  return problem === undefined ? { name, state: 'ok' } : { name, state: vital ? 'down' : 'degraded', text: problem }
}
