import { containerOfKind } from '../../src/domain/containers/index.ts'
import { containerKinds } from '../../src/domain/item.ts'
import { containerSerial, type PublicJwk } from '../../src/formats/keys.ts'
import { suites } from '../../src/formats/suites.ts'

const part = (name: string, value = 1) => ({ name, hash: Buffer.alloc(32, value) })
const machine = { scheme: 'strict', parts: [part('disk'), part('machineId')] } as const

describe('strict binding of a software container', () => {
  const { judgeBinding } = containerOfKind('software')

  test('holds on the same machine, also when more parts are shown', () => {
    const shown = { ...machine, parts: [...machine.parts, part('tpm')] }
    expect(judgeBinding(machine, shown)).toEqual({ holds: true, score: 1, reasons: [], rebinds: false })
  })

  test('breaks with each part that is another or missing', () => {
    expect(judgeBinding(machine, { ...machine, parts: [part('disk', 2)] })).toEqual({
      holds: false,
      score: 0,
      reasons: ['part disk is another', 'part machineId is missing'],
      rebinds: false,
    })
    expect(judgeBinding(machine, undefined)).toMatchObject({ holds: false, score: 0 })
  })

  test('breaks when the scheme was loosened', () => {
    expect(judgeBinding(machine, { ...machine, scheme: 'tolerant' })).toEqual({
      holds: false,
      score: 1,
      reasons: ['it is bound strict, not tolerant'],
      rebinds: false,
    })
  })

  test('begins with what is shown first', () => {
    expect(judgeBinding(undefined, machine)).toMatchObject({ holds: true })
  })
})

test('dongle and cloud containers hold to their binding by nature', () => {
  for (const kind of ['dongle', 'cloud'] as const) {
    const holds = { holds: true, score: 1, reasons: [], rebinds: false }
    expect(containerOfKind(kind).judgeBinding(machine, undefined)).toEqual(holds)
    expect(containerOfKind(kind).cannotHold({})).toBeUndefined()
  }
})

test.each(containerKinds)('%s containers have the mask and a suite of the formats', (kind) => {
  const container = containerOfKind(kind)
  const x = Buffer.alloc(32).toString('base64url')
  const key: PublicJwk = { kty: 'OKP', crv: 'Ed25519', x }
  expect(container.kind).toBe(kind)
  expect(containerSerial(kind, key)).toMatch(`${container.serialMask}-`)
  expect(Object.keys(suites)).toContain(container.suite)
})
