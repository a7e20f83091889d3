import { randomBytes } from 'node:crypto'
import { useLicense } from '../../src/runtime/use-license.ts'
import { machineA } from './support.ts'

// A program that uses product 1001 in this folder until it is killed; it tells how that went on its first line. With the
// word `units` it takes unit after unit, and tells each when it has it.
const [folder = '', at = '', word] = process.argv.slice(2)
const runtime = { folder, machine: () => Promise.resolve(machineA), now: () => new Date(at), random: randomBytes }
const use = await useLicense(runtime, { firmCode: 6000010, productCode: 1001 })
process.stdout.write(`${use.verdict === 'valid' ? 'valid' : use.reason}\n`)
process.stdin.resume()
while (word === 'units' && use.verdict === 'valid') {
  await use.takeUnits(1n)
  process.stdout.write('unit\n')
}
