import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { run } from '../../src/cli/run.ts'
import { settingsAsMarkdown } from '../../src/config.ts'

const readme = readFileSync('README.md', 'utf8')

/** What differs from run to run; everything else of the demo is as the README shows it. */
const changing: readonly (readonly [RegExp, string])[] = [
  [/opendepot-demo-\w+/g, 'FOLDER'],
  [/[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){4}/g, 'TICKET'],
  [/130-\d+/g, 'SERIAL'],
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID'],
  [/[\w-]{43}/g, 'THUMBPRINT'],
  [/127\.0\.0\.1:\d+/g, 'ADDRESS'],
]

test('shows what the demo prints, word for word', async () => {
  let printed = ''
  const exitCode = await run(['demo', '--once'], {
    env: { PORT: '0' },
    clock: () => new Date(),
    random: randomBytes,
    out: (text) => (printed += text),
    err: (text) => (printed += text),
  })
  expect(timeless(between('transcript').replace(/^```.*$/gm, ''))).toBe(timeless(printed))
  expect(exitCode).toBe(0)
}, 60_000)

test('lists the settings there are', () => {
  const rows = (text: string) => text.split('\n').flatMap((line) => /^\| `(\w+)`/.exec(line)?.[1] ?? [])
  expect(rows(between('settings'))).toEqual(rows(settingsAsMarkdown()))
})

test('names files that exist', () => {
  const links = [...readme.matchAll(/\]\((?!http)([^)#]+)/g)].map(([, path]) => path ?? '')
  expect(links).not.toEqual([])
  for (const path of links) expect(() => readFileSync(path)).not.toThrow(/ENOENT/)
})

function between(name: string): string {
  const [, text] = readme.split(new RegExp(`<!-- /?${name} -->`))
  return text ?? `the README has no ${name}`
}

function timeless(text: string): string {
  return changing.reduce((changed, [pattern, word]) => changed.replace(pattern, word), text).trim()
}
