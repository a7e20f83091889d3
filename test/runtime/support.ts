import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readContext, type ReceivedContext } from '../../src/formats/context.ts'
import { firstDigest } from '../../src/formats/digest.ts'
import { thumbprint } from '../../src/formats/keys.ts'
import { makeStep, writeUpdate, type Action, type Step, type Update } from '../../src/formats/update.ts'
import { createContainer } from '../../src/runtime/create-container.ts'
import { makeContext } from '../../src/runtime/make-context.ts'
import type { Runtime } from '../../src/runtime/runtime.ts'
import { newFirm, now, type TestFirm } from '../formats/support.ts'

export const machineA = [
  { name: 'disk', value: 'D-1' },
  { name: 'machineId', value: 'aaaa' },
]
export const machineB = [
  { name: 'disk', value: 'D-2' },
  { name: 'machineId', value: 'aaaa' },
]

/** A runtime in a folder of its own, whose machine and clock a test can change. */
export interface TestRuntime extends Runtime {
  machineNow: typeof machineA
  time: Date
  remove(): Promise<void>
}

export async function newRuntime(): Promise<TestRuntime> {
  const folder = await mkdtemp(join(tmpdir(), 'opendepot-runtime-'))
  const runtime: TestRuntime = {
    folder,
    machineNow: machineA,
    time: now,
    machine: () => Promise.resolve(runtime.machineNow),
    now: () => runtime.time,
    random: randomBytes,
    remove: () => rm(folder, { recursive: true, force: true }),
  }
  return runtime
}

/** A container with a firm that can make updates for it, as a Depot would. */
export interface Scene {
  readonly runtime: TestRuntime
  readonly firm: TestFirm
  readonly serial: string
  context(): Promise<ReceivedContext>
  /** The steps of these actions, one step each list, from the beginning. */
  steps(...actions: readonly (readonly Action[])[]): Step[]
  update(facts: Partial<Update>, by?: TestFirm): Promise<string>
}

export async function newScene(
  runtime: TestRuntime,
  options: { test?: boolean; firm?: TestFirm } = {},
): Promise<Scene> {
  const firm = options.firm ?? (await newFirm())
  const { firmCode, root } = firm
  const serial = await createContainer(runtime, { firmCode, root, test: options.test ?? false })
  const context = async () => readContext(await makeContext(runtime, serial, firmCode), undefined)
  const keyThumbprint = thumbprint((await context()).signingKey)
  return {
    runtime,
    firm,
    serial,
    context,
    steps: (...actions) => chain(actions),
    update: (facts, by = firm) =>
      writeUpdate({ serial, keyThumbprint, firmCode, transferId: 'T-1', issuedAt: now, steps: [], ...facts }, by.sign),
  }
}

export function chain(actions: readonly (readonly Action[])[]): Step[] {
  const steps: Step[] = []
  for (const [index, list] of actions.entries()) {
    steps.push(makeStep(steps.at(-1)?.digest ?? firstDigest, index, list))
  }
  return steps
}
