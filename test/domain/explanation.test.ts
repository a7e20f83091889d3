import type { Refusal } from '../../src/domain/activation-rules.ts'
import { verdictOn, verdictOnKinds } from '../../src/domain/explanation.ts'
import type { ContainerKind } from '../../src/domain/item.ts'

const license = (containerKinds: ContainerKind[], state = 'NotCollected' as const) => ({
  state,
  item: { containerKinds },
})
const refusal = (text: string): Refusal => ({ code: 'CONTAINER_KIND', text, remedy: `not ${text}` })

describe('for one container', () => {
  test('a refusal is told with its remedy', () => {
    expect(verdictOn(license(['software']), refusal('cold'))).toEqual({ allowed: false, ...refusal('cold') })
  })

  test('what would go, and what is on its way already', () => {
    expect(verdictOn(license(['software']), undefined)).toMatchObject({
      allowed: true,
      text: expect.stringMatching('would put it into'),
    })
    const onItsWay = { state: 'Collected', item: { containerKinds: ['software'] } } as const
    expect(verdictOn(onItsWay, undefined)).toMatchObject({ allowed: true, text: expect.stringMatching('given again') })
  })
})

describe('for a new container of whichever kind', () => {
  const refusals = new Map<ContainerKind, Refusal | undefined>([
    ['software', undefined],
    ['dongle', refusal('dongle')],
    ['cloud', undefined],
  ])

  test('names the kinds that will do', () => {
    const verdict = verdictOnKinds(license(['cloud', 'dongle', 'software']), refusals)
    expect(verdict).toEqual({ allowed: true, text: 'An update would put it into a new cloud or software container.' })
  })

  test('only the kinds count that the item allows', () => {
    expect(verdictOnKinds(license(['dongle']), refusals)).toEqual({ allowed: false, ...refusal('dongle') })
  })

  test('where none will do, the first that the item names says why', () => {
    const none = new Map<ContainerKind, Refusal>([
      ['software', refusal('software')],
      ['dongle', refusal('dongle')],
    ])
    expect(verdictOnKinds(license(['dongle', 'software']), none)).toMatchObject({ text: 'dongle' })
  })
})
