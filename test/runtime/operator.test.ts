import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readOperatorIdentity } from '../../src/formats/operator-identity.ts'
import { run } from '../../src/runtime/cli/program.ts'
import { createContainer } from '../../src/runtime/create-container.ts'
import { machineIn } from '../../src/runtime/machine.ts'
import { createOperatorKey, operatorPart, signIdentity } from '../../src/runtime/operator.ts'
import { verifyLicense } from '../../src/runtime/verify-license.ts'
import { newFirm, now } from '../formats/support.ts'

let folder: string
const at = (name: string) => join(folder, name)

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'opendepot-operator-'))
})
afterEach(() => rm(folder, { recursive: true }))

const newKey = async () => JSON.stringify((await createOperatorKey()).privateKey)

test('the same name by the same key is the same identity; any other is another', async () => {
  const [mine, other] = [await newKey(), await newKey()]
  const first = await signIdentity('pod-0', mine)
  expect(await signIdentity('pod-0', mine)).toBe(first)
  expect(await signIdentity('pod-1', mine)).not.toBe(first)
  expect(await signIdentity('pod-0', other)).not.toBe(first)
  expect(await readOperatorIdentity(first)).toMatchObject({ name: 'pod-0' })
})

test('what is no key signs nothing', async () => {
  const { privateKey, publicKey } = await createOperatorKey()
  for (const key of ['', '{}', JSON.stringify(publicKey), JSON.stringify({ ...privateKey, crv: 'X25519' })]) {
    await expect(signIdentity('pod-0', key)).rejects.toMatchObject({ code: 'FILE_DAMAGED' })
  }
  await expect(signIdentity('', await newKey())).rejects.toMatchObject({ code: 'FILE_DAMAGED' })
})

test('an identity that nobody signed, and one that is not there, say nothing about the machine', async () => {
  const [mine, stranger] = [await signIdentity('pod-0', await newKey()), await signIdentity('pod-0', await newKey())]
  const parts = (file: string) => JSON.parse(file) as Record<string, string>
  const forged = JSON.stringify({ ...parts(mine), signature: parts(stranger)['signature'] })
  await writeFile(at('identity.odi'), forged)
  await expect(operatorPart(at('identity.odi'))).rejects.toMatchObject({
    code: 'FILE_DAMAGED',
    message: expect.stringContaining('was changed after it was signed') as string,
  })
  await expect(operatorPart(at('gone.odi'))).rejects.toMatchObject({ code: 'MACHINE_UNREADABLE' })

  await writeFile(at('identity.odi'), mine)
  const machine = machineIn({ OPENDEPOT_OPERATOR_IDENTITY: at('identity.odi') })
  const runtime = { folder: at('containers'), machine, now: () => now, random: randomBytes }
  const { root, firmCode } = await newFirm()
  await createContainer(runtime, { firmCode, root, binding: 'operator' })
  const ask = () => verifyLicense(runtime, { firmCode, productCode: 1, root })
  expect(await ask()).toMatchObject({ verdict: 'invalid', reason: 'LICENSE_MISSING' })
  await writeFile(at('identity.odi'), forged)
  expect(await ask()).toMatchObject({ verdict: 'unknown', reason: 'FILE_DAMAGED' })
  await rm(at('identity.odi'))
  expect(await ask()).toMatchObject({ verdict: 'unknown', reason: 'MACHINE_UNREADABLE' })
  await writeFile(at('identity.odi'), stranger)
  expect(await ask()).toMatchObject({ verdict: 'invalid', reason: 'OTHER_MACHINE' })
})

test('a name that anybody can give is no identity to bind a container to alone', async () => {
  const runtime = { folder, machine: machineIn({ OPENDEPOT_IDENTITY: 'pod-0' }), now: () => now, random: randomBytes }
  const { root, firmCode } = await newFirm()
  await expect(createContainer(runtime, { firmCode, root, binding: 'operator' })).rejects.toMatchObject({
    code: 'MACHINE_UNREADABLE',
    message: 'This machine has no identity that an operator signed.',
  })
  await createContainer(runtime, { firmCode, root, binding: 'strict' })
})

test('the signed identity counts before the name', async () => {
  const file = at('identity.odi')
  await writeFile(file, await signIdentity('pod-0', await newKey()))
  const machine = await machineIn({ OPENDEPOT_IDENTITY: 'pod-0', OPENDEPOT_OPERATOR_IDENTITY: file })()
  expect(machine.filter(({ name }) => name === 'operator')).toEqual([await operatorPart(file)])
})

test('by the command line: key, identity, a container that lives by it alone', async () => {
  const { root } = await newFirm()
  await writeFile(at('root.jwk'), JSON.stringify(root.key))
  const cli = async (...args: string[]) => {
    const written = { out: '', err: '' }
    const environment = { OPENDEPOT_CONTAINERS: at('containers'), OPENDEPOT_OPERATOR_IDENTITY: at('pod.odi') }
    const exitCode = await run(args, {
      environment,
      machine: machineIn(environment),
      now: () => now,
      random: randomBytes,
      out: (text) => (written.out += text),
      err: (text) => (written.err += text),
    })
    return { exitCode, ...written }
  }
  const create = () => cli('create', '--firm', '6000010', '--root', at('root.jwk'), '--binding', 'operator')
  expect(await create()).toMatchObject({ exitCode: 3, err: expect.stringContaining('cannot be read') as string })
  expect(await cli('operator', 'key', '--out', at('operator.jwk'))).toMatchObject({ exitCode: 0 })
  expect((await stat(at('operator.jwk'))).mode & 0o077).toBe(0)
  const key = await readFile(at('operator.jwk'), 'utf8')
  expect(await cli('operator', 'key', '--out', at('operator.jwk'))).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining('exists already') as string,
  })
  expect(await readFile(at('operator.jwk'), 'utf8')).toBe(key)
  const sign = ['operator', 'identity', '--key', at('operator.jwk'), '--name', 'pod-0', '--out', at('pod.odi')]
  expect(await cli(...sign)).toMatchObject({ exitCode: 0, err: '' })
  expect((await create()).exitCode).toBe(0)
  const before = await readFile(at('pod.odi'), 'utf8')
  await rm(at('pod.odi'))
  await cli(...sign)
  expect(await readFile(at('pod.odi'), 'utf8')).toBe(before)
  expect(await cli('context', '--firm', '6000010', '--out', at('x.odc'))).toMatchObject({ exitCode: 0 })
  expect(await cli('context', '--firm', '6000010', '--out', at('nowhere/x.odc'))).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining('cannot be written') as string,
  })
  expect(await cli('create', '--firm', '0', '--root', at('root.jwk'))).toMatchObject({ exitCode: 2 })
  expect(await cli('create', '--firm', '1', '--root', at('root.jwk'), '--binding', 'loose')).toMatchObject({
    exitCode: 2,
  })
})
