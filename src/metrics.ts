import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What the metrics count of one request; labels have few values, never an id or a name of a client. */
export interface MeasuredRequest {
  readonly interface: string
  readonly operation: string
  readonly outcome: string
  readonly seconds: number
}

/** Numbers for Prometheus. Each server has its own, so that several may live in one process. */
export interface Metrics {
  readonly contentType: string
  text(): Promise<string>
  request(request: MeasuredRequest): void
  /** A transaction was run again, by reason. */
  rerun(trouble: string): void
  /** A request was answered RATE_LIMITED, by the limit or budget that was spent. */
  refused(reason: string): void
  /** Somebody without an account named something that there is not, or sent credentials that are wrong. */
  failedAttempt(subject: string): void
  /** It was the last one that a budget allowed. */
  budgetSpent(subject: string, budget: string): void
  /** A connection was closed before it brought a request, by reason. */
  connectionRefused(reason: string): void
  /** A call was also made of the other endpoint of this shadow, and how the answers compared. */
  shadowed(shadow: string, outcome: string): void
  /** Where the number of open connections is asked. */
  watchConnections(count: () => number): void
  /** Where it is asked when the certificate of the server ends. */
  watchCertificate(validTo: () => Date): void
  close(): void
}

const buckets = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10]

/** Starts to measure; `close` ends the timers behind it. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const requests = new Counter({
    name: 'opendepot_requests_total',
    help: 'Requests by interface, operation and outcome (ok or a fault code)',
    labelNames: ['interface', 'operation', 'outcome'] as const,
    registers,
  })
  const durations = new Histogram({
    name: 'opendepot_request_seconds',
    help: 'Time from the first byte of a request to the last of its answer',
    labelNames: ['interface', 'operation'] as const,
    buckets,
    registers,
  })
  const reruns = new Counter({
    name: 'opendepot_transaction_reruns_total',
    help: 'Transactions that were run again, by reason',
    labelNames: ['trouble'] as const,
    registers,
  })
  const refused = new Counter({
    name: 'opendepot_connections_refused_total',
    help: 'Connections closed before they brought a request: too many, TLS failed, malformed or slow',
    labelNames: ['reason'] as const,
    registers,
  })
  const shadowed = new Counter({
    name: 'opendepot_shadow_calls_total',
    help: 'Calls for another endpoint to be compared with: same, different, failed or dropped',
    labelNames: ['shadow', 'outcome'] as const,
    registers,
  })
  let connections = () => 0
  new Gauge({
    name: 'opendepot_connections',
    help: 'Open connections',
    registers,
    collect() {
      this.set(connections())
    },
  })
  const defence = defenceCounters(registers)
  const eventLoop = processGauges(registers)
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    request(measured) {
      requests.inc({ interface: measured.interface, operation: measured.operation, outcome: measured.outcome })
      durations.observe({ interface: measured.interface, operation: measured.operation }, measured.seconds)
    },
    rerun(trouble) {
      reruns.inc({ trouble })
    },
    shadowed(shadow, outcome) {
      shadowed.inc({ shadow, outcome })
    },
    ...defence,
    connectionRefused(reason) {
      refused.inc({ reason })
    },
    watchCertificate(validTo) {
      new Gauge({
        name: 'opendepot_tls_certificate_end_seconds',
        help: 'When the certificate of the server ends; seconds since 1970',
        registers,
        collect() {
          this.set(validTo().getTime() / 1000)
        },
      })
    },
    watchConnections(count) {
      connections = count
    },
    close() {
      eventLoop.disable()
      registry.clear()
    },
  }
}

/** What an alarm should watch: somebody guesses, or a limit is too tight for honest senders. */
function defenceCounters(registers: Registry[]): Pick<Metrics, 'refused' | 'failedAttempt' | 'budgetSpent'> {
  const refused = new Counter({
    name: 'opendepot_refused_total',
    help: 'Requests answered 429, by the limit (rate_client, …) or budget (attempts_address, …) that was spent',
    labelNames: ['reason'] as const,
    registers,
  })
  const failed = new Counter({
    name: 'opendepot_failed_attempts_total',
    help: 'Wrong logins, and tickets, transfers, serials and sessions that senders without an account named in vain',
    labelNames: ['subject'] as const,
    registers,
  })
  const spent = new Counter({
    name: 'opendepot_budgets_spent_total',
    help: 'Budgets of failed attempts that were spent, by what was guessed at and whose budget it was',
    labelNames: ['subject', 'budget'] as const,
    registers,
  })
  return {
    refused(reason) {
      refused.inc({ reason })
    },
    failedAttempt(subject) {
      failed.inc({ subject })
    },
    budgetSpent(subject, budget) {
      spent.inc({ subject, budget })
    },
  }
}

/** Not prom-client's own set: that one keeps timers and observers which cannot be stopped. */
function processGauges(registers: Registry[]) {
  const eventLoop = monitorEventLoopDelay({ resolution: 20 })
  eventLoop.enable()
  new Gauge({
    name: 'nodejs_eventloop_delay_seconds',
    help: 'Delay of the event loop since the last scrape; quantile 1 is the worst',
    labelNames: ['quantile'] as const,
    registers,
    collect() {
      this.set({ quantile: '0.5' }, eventLoop.percentile(50) / 1e9)
      this.set({ quantile: '0.99' }, eventLoop.percentile(99) / 1e9)
      this.set({ quantile: '1' }, eventLoop.max / 1e9)
      eventLoop.reset()
    },
  })
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Resident memory',
    registers,
    collect() {
      this.set(process.memoryUsage.rss())
    },
  })
  new Gauge({
    name: 'process_cpu_seconds_total',
    help: 'Processor time, user and system',
    registers,
    collect() {
      const { user, system } = process.cpuUsage()
      this.set((user + system) / 1e6)
    },
  })
  return eventLoop
}
