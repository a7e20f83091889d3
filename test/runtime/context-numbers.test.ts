import { skipContexts } from '../../src/runtime/make-context.ts'
import { newRuntime, newScene, type Scene, type TestRuntime } from './support.ts'

let runtime: TestRuntime
let scene: Scene

beforeEach(async () => {
  runtime = await newRuntime()
  scene = await newScene(runtime)
  for (let count = 1; count < 5; count++) await scene.context()
})
afterEach(() => runtime.remove())

const skip = (lastContextSeq: number) => skipContexts(runtime, scene.serial, 6000010, lastContextSeq)

test.each([
  [41, 42],
  [6, 7],
  // Another process of this machine was faster: the container is past it.
  [5, 6],
  [4, 6],
  [1_000_005, 1_000_006],
])('after context %d comes %d', async (last, next) => {
  expect(await skip(last)).toBe(true)
  expect(await scene.context()).toMatchObject({ contextSeq: next })
})

test.each([1_000_006, 2_147_483_647, 9e99, 5.5, Number.NaN, Number.POSITIVE_INFINITY])(
  'no context of this container can have had the number %d',
  async (last) => {
    expect(await skip(last)).toBe(false)
    expect(await scene.context()).toMatchObject({ contextSeq: 6 })
  },
)
