import { spawnSync } from 'node:child_process'

const store = 'src/store/store.ts'

const forbidden: [what: string, file: string, text: string, rule: string][] = [
  [
    'a promise that nobody waits for',
    store,
    'export const f = () => { g() }\nasync function g() { await Promise.resolve() }\n',
    '@typescript-eslint/no-floating-promises',
  ],
  [
    'a case that is forgotten',
    store,
    "export const f = (x: 'a' | 'b') => { switch (x) { case 'a': return 1 } return 2 }\n",
    '@typescript-eslint/switch-exhaustiveness-check',
  ],
  ['a look at the environment', store, "export const port = process.env['PORT']\n", 'no-restricted-properties'],
  ['a print', store, "console.log('x')\nexport {}\n", 'no-console'],
  ['a hidden write', store, 'export const f = (tx: { save(): number }) => tx.save()\n', 'no-restricted-syntax'],
  ['an export without a name', store, 'export default 1\n', 'no-restricted-syntax'],
]

const allowed: [what: string, file: string, text: string][] = [
  ['the configuration reads the environment', 'src/config.ts', "export const port = process.env['PORT']\n"],
  ['a command prints', 'src/cli/main.ts', "console.log('x')\nexport {}\n"],
]

/** Lints texts as if they stood in the files beside them; outside of jest, whose sandbox ESLint does not like. */
const script = `
  import { ESLint } from 'eslint'
  const eslint = new ESLint()
  const texts = JSON.parse(process.argv[1])
  const results = await Promise.all(texts.map(([filePath, text]) => eslint.lintText(text, { filePath })))
  console.log(JSON.stringify(results.map(([result]) => result.messages.map((message) => message.ruleId))))`

let broken: string[][] = []

beforeAll(() => {
  const texts = [...forbidden, ...allowed].map(([, file, text]) => [file, text])
  const args = ['--input-type=module', '-e', script, JSON.stringify(texts)]
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (stdout === '') throw new Error(stderr)
  broken = JSON.parse(stdout) as string[][]
}, 120_000)

test.each(forbidden.map(([what, , , rule], index) => ({ what, rule, index })))('$what is found', ({ rule, index }) => {
  expect(broken[index]).toContain(rule)
})

test.each(allowed.map(([what], index) => ({ what, index })))('$what', ({ index }) => {
  expect(broken[forbidden.length + index]).toEqual([])
})
