import type { Clock } from '../domain/clock.ts'
import type { RandomSource } from '../domain/random.ts'

/** What a command is run with; tests bring their own. */
export interface Terminal {
  readonly env: NodeJS.ProcessEnv
  readonly clock: Clock
  readonly random: RandomSource
  /** Writes the result, to standard output. */
  readonly out: (text: string) => void
  /** Writes what is not the result, to standard error. */
  readonly err: (text: string) => void
  /** Whether a person watches `err`, who likes to see how far long work is. */
  readonly watched?: boolean
}

/** How a command shows what it did: as text, or with `--json` as one JSON object. */
export interface Report {
  readonly json: unknown
  readonly text: string
}

/** Columns as wide as their widest cell. */
export function tableText(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)))
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
