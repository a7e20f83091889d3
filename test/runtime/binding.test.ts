import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { fingerprintSalt } from '../../src/formats/fingerprint.ts'
import { bindingKeys, bindTo, changedParts, type Binding } from '../../src/runtime/binding.ts'
import { readContainer } from '../../src/runtime/container-folder.ts'
import { createContainer } from '../../src/runtime/create-container.ts'
import { createOperatorKey, signIdentity } from '../../src/runtime/operator.ts'
import { readOperatorIdentity } from '../../src/formats/operator-identity.ts'
import { describeContainer } from '../../src/runtime/cli/output.ts'
import { listLicenses } from '../../src/runtime/list-licenses.ts'
import { makeContext } from '../../src/runtime/make-context.ts'
import { readContext } from '../../src/formats/context.ts'
import { thumbprint } from '../../src/formats/keys.ts'
import { newFirm } from '../formats/support.ts'
import { newRuntime, type TestRuntime } from './support.ts'

const machineOf = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([name, value]) => ({ name, value }))

const five = { board: 'B-1', cpu: 'C-1', disk: 'D-1', mac: 'M-1', machineId: 'I-1' }

describe('tolerant', () => {
  const names = Object.keys(five)
  const { binding, key } = bindTo('tolerant', machineOf(five), randomBytes)

  /** What happens on a machine on which these parts changed and these cannot be read. */
  const attempt = (changed: readonly string[], missing: readonly string[]) => {
    const parts = machineOf(five).filter(({ name }) => !missing.includes(name))
    const machine = parts.map(({ name, value }) => ({ name, value: changed.includes(name) ? `${value}x` : value }))
    try {
      return [...bindingKeys(binding, machine)].map((found) => found.equals(key))
    } catch (error) {
      return (error as { code: string }).code
    }
  }

  test('any three of five parts give the key, fewer never; what cannot be read may still be the same', () => {
    fc.assert(
      fc.property(fc.subarray(names), fc.subarray(names), (missing, others) => {
        const changed = others.filter((name) => !missing.includes(name))
        const same = names.length - missing.length - changed.length
        const result = attempt(changed, missing)
        if (same >= 3) expect(result).toEqual((result as boolean[]).map(() => true))
        else if (same + missing.length >= 3) expect(result).toBe('MACHINE_UNREADABLE')
        else expect(result).toBe('OTHER_MACHINE')
      }),
    )
  })

  test('a changed part that looks the same by its two bytes does no harm', () => {
    const check = binding.parts[0]?.check
    const isAlike = (index: number) => {
      const machine = machineOf({ ...five, board: `X-${index}` })
      return changedParts(binding, machine).length === 0
    }
    let index = 0
    while (!isAlike(index)) index++
    const keys = [...bindingKeys(binding, machineOf({ ...five, board: `X-${index}` }))]
    expect(check).toBeDefined()
    expect(keys.filter((found) => found.equals(key))).toHaveLength(4)
    expect(keys).toHaveLength(10)
  })

  test('no part and no pair of parts is in the file, and no two bindings are alike', () => {
    const other = bindTo('tolerant', machineOf(five), randomBytes)
    expect(JSON.stringify(binding)).not.toMatch(/[A-Z]-1/)
    expect(other.key.equals(key)).toBe(false)
    expect(other.binding.parts.map(({ share }) => share)).not.toEqual(binding.parts.map(({ share }) => share))
  })
})

test('a machine with too little to it is not bound', () => {
  const refused = (code: string, message: string) =>
    expect.objectContaining({ code, message: expect.stringContaining(message) as string }) as Error
  const bind = (scheme: Binding['scheme'], machine: Readonly<Record<string, string>>) => () =>
    bindTo(scheme, machineOf(machine), randomBytes)
  expect(bind('strict', {})).toThrow(refused('MACHINE_UNREADABLE', 'no part of this machine'))
  expect(bind('tolerant', { machineId: 'I' })).toThrow(refused('MACHINE_UNREADABLE', 'needs two'))
  expect(bind('operator', five)).toThrow(refused('MACHINE_UNREADABLE', 'no identity from its operator'))
})

describe('a container', () => {
  const firmCode = 6000010
  let runtime: TestRuntime
  beforeEach(async () => {
    runtime = await newRuntime()
    runtime.machineNow = machineOf(five)
  })
  afterEach(() => runtime.remove())

  const create = async (scheme: Binding['scheme']) => {
    const firm = await newFirm({ firmCode })
    return createContainer(runtime, { firmCode, root: firm.root, binding: scheme })
  }
  const path = (serial: string) => join(runtime.folder, `${serial}.container`)
  const bindingOf = async (serial: string) =>
    (JSON.parse(await readFile(path(serial), 'utf8')) as { binding: Binding }).binding

  test('tolerant: follows its machine, one change after the other, and remembers them', async () => {
    const serial = await create('tolerant')
    const before = await readFile(path(serial))
    runtime.machineNow = machineOf({ ...five, board: 'B-2', mac: 'M-2' })
    await readContainer(runtime, serial)
    runtime.machineNow = machineOf({ ...five, board: 'B-2', mac: 'M-2', disk: 'D-2', cpu: 'C-2' })
    const state = await readContainer(runtime, serial)
    expect(state.rebound).toEqual([{ at: runtime.time.toISOString(), parts: ['board', 'mac'] }])
    expect((await readContainer(runtime, serial)).rebound?.map(({ parts }) => parts)).toEqual([
      ['board', 'mac'],
      ['cpu', 'disk'],
    ])
    const [listed] = await listLicenses(runtime)
    expect(listed && describeContainer(listed).slice(1, 3)).toEqual([
      `  followed its machine ${runtime.time.toISOString()}: new board, mac`,
      `  followed its machine ${runtime.time.toISOString()}: new cpu, disk`,
    ])
    const shown = await readContext(await makeContext(runtime, serial, firmCode), undefined)
    expect(shown.fingerprint).toMatchObject({ scheme: 'tolerant', parts: { length: 5 } })
    // Where it came from it opens no more, and a copy of then not here.
    runtime.machineNow = machineOf(five)
    await expect(readContainer(runtime, serial)).rejects.toMatchObject({ code: 'OTHER_MACHINE' })
    runtime.machineNow = machineOf({ ...five, board: 'B-2', mac: 'M-2', disk: 'D-2', cpu: 'C-2' })
    await writeFile(path(serial), before)
    await expect(readContainer(runtime, serial)).rejects.toMatchObject({
      code: 'OTHER_MACHINE',
      message: expect.stringContaining('(other board, cpu, disk, mac)') as string,
    })
  })

  test('tolerant: a new part is bound as well, a missing one changes nothing', async () => {
    const serial = await create('tolerant')
    const before = await bindingOf(serial)
    const { disk: _, ...without } = five
    runtime.machineNow = machineOf(without)
    await readContainer(runtime, serial)
    expect(await bindingOf(serial)).toEqual(before)
    runtime.machineNow = machineOf({ ...five, tpm: 'T-1' })
    await readContainer(runtime, serial)
    expect((await bindingOf(serial)).parts.map(({ name }) => name)).toEqual([...Object.keys(five), 'tpm'])
  })

  test('strict: one other part is too many', async () => {
    const serial = await create('strict')
    runtime.machineNow = machineOf({ ...five, mac: 'M-2' })
    await expect(readContainer(runtime, serial)).rejects.toMatchObject({ code: 'OTHER_MACHINE' })
    runtime.machineNow = machineOf({ ...five, tpm: 'T-1' })
    expect(await readContainer(runtime, serial)).toMatchObject({ serial, binding: 'strict' })
  })

  test('operator: only the identity counts, and the context shows it', async () => {
    const key = JSON.stringify((await createOperatorKey()).privateKey)
    const named = async (name: string) => (await readOperatorIdentity(await signIdentity(name, key))).value
    const operator = await named('pod-0')
    runtime.machineNow = machineOf({ ...five, operator })
    const serial = await create('operator')
    runtime.machineNow = machineOf({ cpu: 'C-9', operator })
    const { fingerprint, root } = await readContext(await makeContext(runtime, serial, firmCode), undefined)
    expect(fingerprint).toMatchObject({ scheme: 'operator', parts: [{ name: 'cpu' }, { name: 'operator' }] })
    expect(fingerprint?.salt).toEqual(fingerprintSalt(root))
    expect(root).toBe(thumbprint((await readContainer(runtime, serial)).firms[firmCode]?.root as never))
    runtime.machineNow = machineOf({ ...five, operator: await named('pod-1') })
    await expect(readContainer(runtime, serial)).rejects.toMatchObject({ code: 'OTHER_MACHINE' })
    runtime.machineNow = machineOf(five)
    await expect(readContainer(runtime, serial)).rejects.toMatchObject({ code: 'MACHINE_UNREADABLE' })
  })

  test('a share that somebody changed, or took away, damages the file', async () => {
    const serial = await create('tolerant')
    const whole = JSON.parse(await readFile(path(serial), 'utf8')) as { binding: Binding }
    for (const share of [Buffer.alloc(32).toString('base64url'), 'AA', undefined]) {
      const parts = whole.binding.parts.map((part, at) => (at === 4 ? { ...part, share } : part))
      await writeFile(path(serial), JSON.stringify({ ...whole, binding: { ...whole.binding, parts } }))
      await expect(readContainer(runtime, serial)).rejects.toMatchObject({ code: 'CONTAINER_DAMAGED' })
    }
  })
})
