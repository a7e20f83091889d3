import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { type AuditReport, type Exception, judgeAudit } from './supply/judge-audit.ts'

/**
 * Asks the registry for holes in what runs. Exit code 0: no high or critical finding that is not explained; 1: there are;
 * 2: the registry could not be asked.
 */
const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8' })
const exceptions = (parse(readFileSync('audit-exceptions.yaml', 'utf8')) ?? []) as readonly Exception[]
const { outcome, lines } = judgeAudit(reportIn(stdout), exceptions, new Date().toISOString().slice(0, 10))
for (const line of lines) console.log(line)
process.exitCode = { clean: 0, findings: 1, unknown: 2 }[outcome]

function reportIn(text: string): AuditReport {
  try {
    return JSON.parse(text) as AuditReport
  } catch {
    return {}
  }
}
