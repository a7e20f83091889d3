import { arch, cpus, networkInterfaces, platform } from 'node:os'
import type { MachinePart } from '../formats/fingerprint.ts'
import { readLinuxParts } from './linux-machine.ts'
import { isUniversalMac } from './mac-address.ts'
import { operatorPart } from './operator.ts'

/** Reads the parts by which a machine is recognised, in clear. What cannot be read is left out. */
export type MachineReader = () => Promise<readonly MachinePart[]>

/** What the operator says about a machine that has no identity of its own (containers, cloud). */
export interface GivenIdentity {
  /** A name, just as it is (OPENDEPOT_IDENTITY). */
  readonly name?: string | undefined
  /** File of an identity that the operator signed (OPENDEPOT_OPERATOR_IDENTITY); counts before the name. */
  readonly file?: string | undefined
}

/**
 * The machine that this process runs on. On Linux from files that every user may read, so that the result does not depend
 * on who runs the program; elsewhere what Node tells. The identity that the operator gave is the part `operator`.
 */
export function thisMachine({ name, file }: GivenIdentity = {}): MachineReader {
  return async () => {
    const parts = platform() === 'linux' ? await readLinuxParts() : portableParts()
    if (file !== undefined && file !== '') return [...parts, await operatorPart(file)]
    return name === undefined ? parts : [...parts, { name: 'operator', value: name }]
  }
}

/** This machine as the environment of a program describes it. */
export function machineIn(environment: Readonly<Record<string, string | undefined>>): MachineReader {
  return thisMachine({ name: environment['OPENDEPOT_IDENTITY'], file: environment['OPENDEPOT_OPERATOR_IDENTITY'] })
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
