import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { useInstallation } from '../support/command.ts'
import { type Credentials, useServer } from '../support/server.ts'
import { carryOut } from './carry-out.ts'
import { fileAttacks } from './list/files.ts'
import { nameAttacks, namesOfEngine } from './list/names.ts'

/** What all objects of this process inherit; the server and the commands of these tests run in it. */
const inherited = () =>
  [Object, Array, Function, String, Number, Map, Promise].map(({ prototype }) =>
    Object.entries(Object.getOwnPropertyDescriptors(prototype)).map(([name, { value }]) => [name, value as unknown]),
  )
const before = inherited()
afterEach(() => {
  expect(inherited()).toEqual(before)
  expect(({} as Record<string, unknown>)['isPolluted']).toBeUndefined()
})

describe('names of the engine change no object of the server:', () => {
  const server = useServer()
  let erp: Credentials
  beforeAll(async () => {
    erp = await server().client('erp', ['sales', 'admin'])
  })
  const files = fileAttacks.filter(({ name }) => name.includes('names of the engine'))
  test.each([...nameAttacks, ...files].map((attack) => [attack.name, attack] as const))('%s', async (_, attack) => {
    const { authorization } = erp
    const target = {
      port: Number(new URL(server().url).port),
      authorization,
      good: () => Promise.resolve(),
      watchMemory: () => ({ more: () => 0 }),
    }
    const { answer } = await carryOut(attack, target)
    expect(answer).not.toContain('INTERNAL')
  })
})

describe('names of the engine in a catalogue', () => {
  const installation = useInstallation()
  const item = 'items:\n  - itemNumber: A-1\n    name: One\n    firmCode: 10\n    productCode: 1\n'
  const firm = 'firmCodes:\n  - firmCode: 10\n    name: Ten\n'
  const places: readonly (readonly [string, (word: string) => string])[] = [
    ['of the file', (word) => `${word}: { isPolluted: true }\n${firm}${item}`],
    ['of an item', (word) => `${firm}${item}    ${word}: { isPolluted: true }\n`],
    ['of its options', (word) => `${firm}${item}    options: { ${word}: { isPolluted: true } }\n`],
    ['of a firm code', (word) => `${firm}    ${word}: { isPolluted: true }\n${item}`],
    ['merged from an anchor', (word) => `x: &x { ${word}: { isPolluted: true } }\n${firm}${item}    <<: *x\n`],
  ]
  test.each(places)('%s are mistakes with their line', async (_, textOf) => {
    const file = join(installation().folder, 'catalogue.yaml')
    await installation().run('migrate')
    for (const word of namesOfEngine) {
      await writeFile(file, textOf(word))
      const { exitCode, err } = await installation().run('items', 'apply', file)
      expect([word, exitCode]).toEqual([word, 1])
      expect(err).toMatch(/line \d+|:\d+/)
      expect(err).not.toMatch(/\n\s+at |TypeError/)
    }
  })
})
