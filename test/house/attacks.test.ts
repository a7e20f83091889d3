import { readFileSync } from 'node:fs'
import { attacks } from '../attacks/list/index.ts'

const page = readFileSync('docs/security.md', 'utf8')
const [, table = ''] = page.split(/<!-- \/?attacks -->/)

test('docs/security.md shows what came of each attack of the list, and of no other', () => {
  const rows = [...table.matchAll(/^\| +(.*?) +\| +[\d,]+ \|.*\| +\d+ \| +\d+ \|$/gm)].map(([, name]) => name)
  expect(rows).toEqual([...attacks.values()].flat().map(({ name }) => name))
})
