import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { readLinuxParts } from '../../src/runtime/linux-machine.ts'
import { isUniversalMac } from '../../src/runtime/mac-address.ts'
import { portableParts, thisMachine } from '../../src/runtime/machine.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'opendepot-machine-'))
})
afterEach(() => rm(root, { recursive: true }))

async function put(path: string, content: string) {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await writeFile(join(root, path), `${content}\n`)
}

async function link(path: string, target: string) {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await mkdir(join(root, target), { recursive: true })
  await symlink(join(root, target), join(root, path))
}

test('a Linux machine is recognised by its named parts', async () => {
  await put('etc/machine-id', '0123456789abcdef')
  await put('sys/class/dmi/id/sys_vendor', 'Muster')
  await put('sys/class/dmi/id/board_name', 'X-1')
  await put(
    'proc/cpuinfo',
    'processor\t: 0\nvendor_id\t: GenuineOne\nmodel name\t: CPU 1\ncpu MHz\t\t: 2000.1\n\nprocessor\t: 1',
  )
  await put('proc/self/mountinfo', '21 1 8:3 / /boot rw\n22 1 8:2 / / rw,relatime - ext4 /dev/sda2 rw')
  await link('sys/dev/block/8:2', 'sys/block/sda/sda2')
  await put('sys/block/sda/device/wwid', 'naa.5000')
  for (const [name, address] of [
    ['docker0', '02:42:00:00:00:01'],
    ['enp3s0', '00:11:22:33:44:55'],
    ['eth9', '00:aa:22:33:44:55'],
  ]) {
    await put(`sys/class/net/${name}/address`, address ?? '')
    if (name !== 'eth9') await mkdir(join(root, `sys/class/net/${name}/device`))
  }
  expect(await readLinuxParts(root)).toEqual([
    { name: 'board', value: 'Muster|||X-1|' },
    { name: 'cpu', value: 'GenuineOne|CPU 1' },
    { name: 'disk', value: 'naa.5000' },
    { name: 'mac', value: '00:11:22:33:44:55' },
    { name: 'machineId', value: '0123456789abcdef' },
  ])
})

test('parts that cannot be read are left out', async () => {
  expect(await readLinuxParts(root)).toEqual([])
  await put('var/lib/dbus/machine-id', 'abc')
  await put('proc/self/mountinfo', '22 1 8:2 / / rw,relatime - ext4 /dev/sda2 rw')
  expect(await readLinuxParts(root)).toEqual([{ name: 'machineId', value: 'abc' }])
})

test('a program that has no more files sees no other machine', async () => {
  for (const name of ['sys_vendor', 'product_name', 'board_vendor', 'board_name', 'board_version'])
    await put(`sys/class/dmi/id/${name}`, name)
  const script = `
    import { closeSync, openSync } from 'node:fs'
    import { readLinuxParts } from './src/runtime/linux-machine.ts'
    const read = () => readLinuxParts(${JSON.stringify(root)}).then(JSON.stringify, ({ code }) => code)
    await read()
    const open = []
    try { for (;;) open.push(openSync('/dev/null')) } catch {}
    for (const file of open.slice(0, 2)) closeSync(file)
    const said = await read()
    for (const file of open.slice(2)) closeSync(file)
    console.log(said)`
  const words = ['--import', 'tsx', '--input-type=module', '--eval', script]
  const { stdout } = await promisify(execFile)('sh', [
    '-c',
    'ulimit -n 100; exec "$0" "$@"',
    process.execPath,
    ...words,
  ])
  expect(stdout.trim()).toBe('MACHINE_UNREADABLE')
}, 60_000)

test('addresses made up by software are not of the machine', () => {
  expect(isUniversalMac('00:11:22:33:44:55')).toBe(true)
  expect(isUniversalMac('02:42:ac:11:00:02')).toBe(false)
  expect(isUniversalMac('00:00:00:00:00:00')).toBe(false)
})

test('this machine gives the same parts twice, and the identity of its operator', async () => {
  const parts = await thisMachine({ name: 'rack 7' })()
  expect(parts.at(-1)).toEqual({ name: 'operator', value: 'rack 7' })
  expect(await thisMachine()()).toEqual(parts.slice(0, -1))
  expect(portableParts()).toEqual(portableParts())
})
