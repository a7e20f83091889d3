import fc from 'fast-check'
import { type Company, openCompany } from '../support/company.ts'
import { beginnings, happenings } from './commands.ts'
import { stock } from './goods.ts'
import { Model } from './model.ts'
import { remembered } from './remembered.ts'
import { everythingAgrees, settle } from './settle.ts'
import { World } from './world.ts'

/** `MODEL_RUNS=3000 npm run jest -- test/model` takes longer and sees more. */
const runs = Number(process.env['MODEL_RUNS'] ?? 40)

let company: Company
beforeAll(async () => {
  company = await openCompany()
  await stock(company)
}, 60_000)
afterAll(() => company.close())

let customers = 0

/** Lives a history to its end, in which everything has to agree. */
async function live(happen: (model: Model, world: World) => Promise<void>): Promise<void> {
  const model = new Model()
  const world = new World(company, `customer ${++customers}`)
  for (const beginning of beginnings) await beginning.run(model, world)
  await happen(model, world)
  await settle(model, world)
  await everythingAgrees(model, world)
}

const history = fc.asyncProperty(fc.commands([happenings], { maxCommands: 120, size: 'max' }), (commands) =>
  live((model, real) => fc.asyncModelRun(() => ({ model, real }), commands)),
)

describe('whatever happens to containers, files and networks', () => {
  test(
    'the ledger and every container agree in the end, and nothing is lost or there twice',
    async () => {
      await fc.assert(history, { numRuns: runs })
    },
    runs * 5_000,
  )

  test.each(Object.entries(remembered))('%s', async (_, commands) => {
    await live(async (model, world) => {
      for (const each of commands) if (each.check(model)) await each.run(model, world)
    })
  })
})
