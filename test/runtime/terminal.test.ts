import { patient } from '../../src/runtime/cli/patience.ts'
import { printable } from '../../src/runtime/cli/output.ts'
import type { DepotCall } from '../../src/runtime/depot-client.ts'
import { newMachine, type Machine } from './command-line.ts'

let machine: Machine
beforeEach(async () => {
  machine = await newMachine()
})
afterEach(() => machine.remove())

describe('--json', () => {
  test.each([
    ['an option that is none', ['list', '--nonsense'], "error: unknown option '--nonsense'"],
    ['a command that lacks something', ['create', '--firm', '1'], 'Give the root key of the firm'],
    ['an address that is none', ['check', '--depot', 'depot'], '"depot" is no address of a Depot'],
  ])('tells %s as JSON too', async (_, args, text) => {
    const { exitCode, out, err } = await machine.run('--json', ...args)
    expect(JSON.parse(out)).toEqual({ refused: 'USAGE', text: expect.stringContaining(text) })
    expect({ exitCode, err }).toEqual({ exitCode: 2, err: '' })
  })

  test('tells the fault of the Depot whole', async () => {
    const { out } = await machine.run('--json', 'auto-update', '--firm', '1')
    expect(JSON.parse(out)).toMatchObject({ refused: 'CONTAINER_MISSING', advice: expect.any(String) })
  })
})

test('nothing that comes from elsewhere steers the terminal', () => {
  expect(printable('a\u001B[2Jb\u202Ec\rd\te\nf ä ✓')).toBe('a\uFFFD[2Jb\uFFFDc\uFFFDd\uFFFDe\nf ä ✓')
})

test('who watches is told that the Depot is being waited for, and nobody else', async () => {
  const slow: DepotCall = <Result>() =>
    new Promise<Result>((resolve) => setTimeout(() => resolve('done' as Result), 1_200))
  const told: string[] = []
  const at = { ...machine.runtime, environment: {}, out: () => undefined, err: (text: string) => told.push(text) }
  expect(patient(slow, at)).toBe(slow)
  await expect(patient(slow, { ...at, watched: true })('GetKeys', {})).resolves.toBe('done')
  expect(told).toEqual(['\rWaiting for the Depot (GetKeys), 1 s ', `\r${' '.repeat(70)}\r`])
})
