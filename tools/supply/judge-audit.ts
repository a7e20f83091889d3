/** What `npm audit --json` says, as far as it is needed: a report, or why there is none. */
export interface AuditReport {
  readonly message?: string
  readonly error?: { readonly summary?: string }
  readonly vulnerabilities?: Readonly<
    Record<string, { readonly severity: string; readonly via: readonly (string | Advisory)[] }>
  >
}

interface Advisory {
  readonly name: string
  readonly title: string
  /** Its page; ends with its id. */
  readonly url: string
  readonly severity: string
  readonly range: string
}

/** An advisory that somebody has looked at, and why it does not concern this program (`audit-exceptions.yaml`). */
export interface Exception {
  readonly advisory: string
  readonly package: string
  readonly reason: string
  /** Last day on which this is believed: `2027-01-31`. */
  readonly until: string
}

export interface Verdict {
  readonly outcome: 'clean' | 'findings' | 'unknown'
  readonly lines: readonly string[]
}

const grave = new Set(['high', 'critical'])

/**
 * Judges what the registry knows of the runtime dependencies.
 * @param today `2026-11-22`
 */
export function judgeAudit(report: AuditReport, exceptions: readonly Exception[], today: string): Verdict {
  if (report.vulnerabilities === undefined) {
    const why = report.message ?? report.error?.summary ?? 'it gave no report'
    const advice = 'Nothing is known of the dependencies now; ask again where the registry answers.'
    return { outcome: 'unknown', lines: [`The registry could not be asked: ${why}`, advice] }
  }
  const advisories = new Map<string, Advisory>()
  for (const { via } of Object.values(report.vulnerabilities)) {
    for (const each of via) if (typeof each !== 'string') advisories.set(`${idOf(each)} ${each.name}`, each)
  }
  const findings = [...advisories.values()].flatMap((advisory) => findingOf(advisory, exceptions, today) ?? [])
  const stale = exceptions
    .filter((exception) => !advisories.has(`${exception.advisory} ${exception.package}`))
    .map(
      ({ advisory, package: name }) =>
        `${advisory} (${name}) is explained in audit-exceptions.yaml, but it is gone; take it out`,
    )
  const lines = [...findings, ...stale]
  if (lines.length > 0) return { outcome: 'findings', lines }
  return {
    outcome: 'clean',
    lines: [`No high finding in the runtime dependencies (${advisories.size} known advisories).`],
  }
}

function findingOf(advisory: Advisory, exceptions: readonly Exception[], today: string): string | undefined {
  if (!grave.has(advisory.severity)) return undefined
  const id = idOf(advisory)
  const what = `${advisory.severity}: ${advisory.name} ${advisory.range}: ${advisory.title} (${id})`
  const exception = exceptions.find((each) => each.advisory === id && each.package === advisory.name)
  if (exception === undefined) return what
  return exception.until < today ? `${what}; its explanation ended on ${exception.until}` : undefined
}

function idOf({ url }: Advisory): string {
  return url.slice(url.lastIndexOf('/') + 1)
}
