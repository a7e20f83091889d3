import { readdirSync, readFileSync } from 'node:fs'
import { pointNames } from '../../src/store/points.ts'

test('the code reaches exactly the points of the list, each in one place', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  const reached = files.flatMap((file) => [...readFileSync(`src/${file}`, 'utf8').matchAll(/\.reach\('([a-z-]+)'\)/g)])
  expect(reached.map(([, name]) => name).sort()).toEqual([...pointNames].sort())
})
