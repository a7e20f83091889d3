import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openJournal } from '../../src/shadow/journal.ts'

test('A ticket is masked wherever it stands in a text, also where the text is cut', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'opendepot-journal-'))
  try {
    const file = join(folder, 'shadow.jsonl')
    const journal = openJournal(file, (error) => {
      throw error
    })
    const ticket = 'X7K2M-9QWER-4TZUP-8ASDF-3GHJK'
    for (let before = 460; before <= 500; before++) journal.write({ here: `${'.'.repeat(before)}${ticket} and more` })
    journal.write({ here: 'x'.repeat(20_000) })
    await journal.close()
    const text = await readFile(file, 'utf8')
    expect(text).not.toContain('X7K2M')
    const lines = text.trimEnd().split('\n')
    expect(lines).toHaveLength(42)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(520)
  } finally {
    await rm(folder, { recursive: true })
  }
})
