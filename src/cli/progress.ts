import type { Terminal } from './terminal.ts'

/** A line that shows how far long work is. */
export interface Progress {
  tell(done: number, of: number): void
  /** Takes the line away. */
  end(): void
}

/** Milliseconds between two states of the line. */
const pace = 100

/** Shows progress where somebody watches; elsewhere, as in a log, nothing. */
export function progressOn({ err, watched = false }: Terminal, what: string): Progress {
  let shown = 0
  let width = 0
  return {
    tell: (done, of) => {
      const now = performance.now()
      if (!watched || now - shown < pace) return
      shown = now
      const part = of === 0 ? 1 : Math.min(done / of, 1)
      const bar = '='.repeat(Math.round(part * 30)).padEnd(30)
      const line = `[${bar}] ${String(Math.floor(part * 100)).padStart(3)} % of ${String(of)} ${what}`
      width = Math.max(width, line.length)
      err(`\r${line.padEnd(width)}`)
    },
    end: () => {
      if (width > 0) err(`\r${' '.repeat(width)}\r`)
    },
  }
}
