import { appendFile, rename, stat } from 'node:fs/promises'
import { redactText } from '../redact.ts'

/** Bytes after which a file is put aside as `FILE.1`, in place of the one before. */
const largestFile = 104_857_600

/** Lines that wait to be written at most. */
const mostWaiting = 10_000

/** A file of JSON lines that is written beside the work, one after the other, and whose failure harms nobody. */
export interface Journal {
  write(line: object): void
  /** Everything that was written is in the file. */
  close(): Promise<void>
}

/** @param onTrouble told when a line could not be written, at most once until one could be again */
export function openJournal(file: string, onTrouble: (error: unknown) => void): Journal {
  const waiting: string[] = []
  let work: Promise<void> | undefined
  let isTroubled = false
  const writeAll = async () => {
    while (waiting.length > 0) {
      const lines = waiting.splice(0).join('')
      try {
        await makeRoom(file)
        await appendFile(file, lines, { mode: 0o600 })
        isTroubled = false
      } catch (error) {
        if (!isTroubled) onTrouble(error)
        isTroubled = true
      }
    }
    work = undefined
  }
  return {
    write(line) {
      if (waiting.length >= mostWaiting) return
      // The names of fields are not looked at, as in the log: here they are only paths.
      waiting.push(`${JSON.stringify(line, (_, value: unknown) => clean(value))}\n`)
      work ??= writeAll()
    },
    async close() {
      await work
    },
  }
}

/** Characters of a text that are kept. */
const longestText = 500

/** Masked before it is cut: half a ticket would not be known as one. */
function clean(value: unknown): unknown {
  if (typeof value !== 'string') return value
  const text = redactText(value.slice(0, 8 * longestText))
  return value.length <= longestText ? text : `${text.slice(0, longestText)}…`
}

async function makeRoom(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined)
  if (found !== undefined && found.size > largestFile) await rename(file, `${file}.1`)
}
