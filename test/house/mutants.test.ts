import { existsSync, readFileSync } from 'node:fs'
import { mutants } from '../../tools/mutants/list.ts'

const textOf = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

test('at least twenty rules have a mutant', () => {
  expect(mutants.length).toBeGreaterThanOrEqual(20)
})

test('no two mutants are alike', () => {
  const edits = mutants.map(({ file, find, replace }) => JSON.stringify([file, find, replace]))
  expect(new Set(edits).size).toBe(mutants.length)
  expect(new Set(mutants.map(({ rule }) => rule)).size).toBe(mutants.length)
})

describe.each(mutants)('$rule', ({ file, find, replace, test: testFile, name }) => {
  test('stands once in the code, and the edit changes it', () => {
    expect(textOf(file).split(find)).toHaveLength(2)
    expect(replace).not.toBe(find)
  })

  test('is guarded by a test that is there', () => {
    expect(testFile).toMatch(/^test\/.*\.test\.ts$/)
    expect(existsSync(new URL(`../../${testFile}`, import.meta.url))).toBe(true)
    expect(textOf(testFile)).toContain(name)
  })
})
