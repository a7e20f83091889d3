import { changed, exampleMapping, writeMapping } from '../facade/mapping.ts'
import { useInstallation } from '../support/command.ts'

const installation = useInstallation()

test('A complete mapping is shown with what it calls', async () => {
  const { exitCode, out } = await installation().run('facade', 'check', 'examples/facade/lizenz.yaml')
  expect(exitCode).toBe(0)
  expect(out).toContain('The mapping is complete: LizenzService at /soap/lizenz, for callers with an account.')
  expect(out).toContain('  TicketPruefen calls GetTickets of the depot interface')
  const json = await installation().json('facade', 'check', 'examples/facade/lizenz.yaml')
  expect(json).toMatchObject({ name: 'lizenz', path: '/soap/lizenz', access: 'sales' })
})

test('A hole is named by the check, and stops the start with exit code 1', async () => {
  const file = writeMapping(changed(exampleMapping, '          quantity: Menge\n', ''))
  const checked = await installation().run('facade', 'check', file)
  expect([checked.exitCode, checked.out]).toEqual([1, ''])
  expect(checked.err).toContain('orderLine[]/quantity is required and is given nothing')
  Object.assign(installation().env, { FACADES: file, PORT: '0' })
  const served = await installation().run('serve')
  expect([served.exitCode, served.err]).toEqual([1, checked.err])
})
