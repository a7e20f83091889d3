import { arch, cpus, networkInterfaces, platform } from 'node:os'
import type { MachinePart } from '../formats/fingerprint.ts'
import { readLinuxParts } from './linux-machine.ts'
import { isUniversalMac } from './mac-address.ts'

/** Reads the parts by which a machine is recognised, in clear. What cannot be read is left out. */
export type MachineReader = () => Promise<readonly MachinePart[]>

/**
 * The machine that this process runs on. On Linux from files that every user may read, so that the result does not depend
 * on who runs the program; elsewhere what Node tells. `operatorIdentity` is an identity given by the operator, for machines
 * that have none of their own (containers, cloud).
 */
export function thisMachine(operatorIdentity: string | undefined): MachineReader {
  return async () => {
    const parts = platform() === 'linux' ? await readLinuxParts() : portableParts()
    return operatorIdentity === undefined ? parts : [...parts, { name: 'operator', value: operatorIdentity }]
  }
}

/** Processor and network hardware, as far as every system tells them. */
export function portableParts(): MachinePart[] {
  const cpu = cpus()[0]?.model.trim()
  const mac = Object.entries(networkInterfaces())
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, addresses]) => addresses ?? [])
    .find(({ internal, mac: address }) => !internal && isUniversalMac(address))?.mac
  const parts = [
    { name: 'cpu', value: cpu === undefined ? undefined : `${arch()} ${cpu}` },
    { name: 'mac', value: mac },
  ]
  return parts.filter((part): part is MachinePart => part.value !== undefined && part.value !== '')
}
