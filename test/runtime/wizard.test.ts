import { writeFile } from 'node:fs/promises'
import { showTicket } from '../../src/runtime/ticket-view.ts'
import { languageOf, words } from '../../src/runtime/cli/wizard/words.ts'
import { newMachine, type Machine } from './command-line.ts'
import { firmA, firmB, openSite, rootOf, type RuntimeSite } from './site.ts'

let site: RuntimeSite
let home: Machine
let other: Machine
let now: Date

beforeAll(async () => {
  site = await openSite(() => now)
})
afterAll(() => site.close())
beforeEach(async () => {
  now = new Date()
  home = await newMachine()
  other = await newMachine()
  other.parts = [{ name: 'machineId', value: 'cccc' }]
})
afterEach(() => Promise.all([home.remove(), other.remove()]))

const depot = () => `${site.server.url}/soap/depot`
/** A talk in English, online; the menu is left at the end. */
const talk = (machine: Machine, ...lines: string[]) => machine.talk([...lines, '0'], 'wizard', '--depot', depot())
const states = async (ticket: string) => (await showTicket(site.depot, ticket)).licenses.map(({ state }) => state)

test('redeems a ticket, shows it, returns it', async () => {
  const ticket = await site.order(['MOVE', 'NAMED'])
  const typo = `${ticket.slice(0, -1)}${ticket.endsWith('A') ? 'B' : 'A'}`
  const redeemed = await talk(home, '1', typo, ticket, 'all', 'yes', 'Erika', '2')
  expect(redeemed).toMatchObject({ exitCode: 0, err: '' })
  expect(redeemed.out).toContain('That is no ticket: The ticket is mistyped')
  expect(redeemed.out).toMatch(/signs with the key [\w-]{43}\./)
  expect(redeemed.out).toContain('A license asks for "licensee".')
  expect(redeemed.out).toContain('Item MOVE is on this computer now.\nItem NAMED is on this computer now.\n')
  expect(redeemed.out).toContain('  Item MOVE (no end)\n  Item NAMED (no end)\n')
  expect(await states(ticket)).toEqual(['Confirmed', 'Confirmed'])

  const returned = await talk(home, '4', '9', '1', 'yes', '4', '1', 'no', '2')
  expect(returned.out).toContain('Please give one of the numbers.')
  expect(returned.out).toContain('Item MOVE has left this computer.')
  expect(returned.out).toContain('Nothing was done.')
  expect(await states(ticket)).toEqual(['NotCollected', 'Confirmed'])
})

test('nothing happens before the person agrees', async () => {
  const ticket = await site.order(['MOVE', 'MOVE'])
  await talk(home, '1', ticket, '', 'no')
  expect(await states(ticket)).toEqual(['NotCollected', 'NotCollected'])
  await talk(home, '1', ticket, '2', 'yes')
  expect((await states(ticket)).sort()).toEqual(['Confirmed', 'NotCollected'])
  for (const lines of [
    ['4', 'all', ''],
    ['4', 'all', 'no'],
    ['4', ''],
  ])
    await talk(home, ...lines)
  for (const lines of [
    ['5', ticket, 'all', ''],
    ['5', ticket, ''],
  ])
    await talk(other, ...lines)
  expect((await states(ticket)).sort()).toEqual(['Confirmed', 'NotCollected'])
})

test('gets the licenses of a lost computer, at once or after the waiting time', async () => {
  const ticket = await site.order(['MOVE', 'SLOW', 'A'])
  await talk(home, '1', ticket, 'all', '')
  const asked = await talk(other, '1', ticket, '5', ticket, 'all', 'yes', '')
  expect(asked.out).toContain('choose "Another computer is lost: get its licenses here"')
  expect(asked.out).toContain('The licenses become invalid for good on the machine that has them now')
  expect(asked.out).toContain('Item MOVE is on this computer now.')
  expect(asked.out).toMatch(/Item SLOW: not possible \(.*\)\. Come again at the time.*\nPossible from \d{4}-/)
  expect(asked.out).toMatch(/Item A: not possible \(.*\)\. This license cannot be issued anew without the vendor/)
  now = new Date(now.getTime() + 4 * 86_400_000)
  other.time = now
  const later = await talk(other, '5', ticket, '1', 'yes')
  expect(later.out).toContain('Item SLOW is on this computer now.')
})

test('speaks German, also when it refuses', async () => {
  const ticket = await site.order(['ASK'])
  const lines = [depot(), '1', ticket, '', 'ja', '2', '4', '1', 'ja', '3', '1', 'xyz', '', '7', ticket, '0']
  const { out, exitCode } = await home.talk(lines, 'wizard', '--language', 'de')
  expect(exitCode).toBe(0)
  expect(out).toContain('Was möchten Sie tun?')
  expect(out).toContain('Item ASK ist jetzt auf diesem Computer.')
  expect(out).toContain('Das ging nicht: ')
  expect(out).toContain('Bitten Sie den Support des Herstellers um Freigabe')
  expect(out).toContain(`Firm Code ${firmB}: alles ist auf dem neuesten Stand.`)
  expect(out).toContain('Das ist kein Ticket; vergleichen Sie')
  expect(out).toContain('Auf Wiedersehen.')
})

test('renews a license that ends', async () => {
  const ticket = await site.order(['YEAR', 'A'])
  const { out } = await talk(home, '1', ticket, '', '', '7', ticket, '1', '7', ticket, '')
  expect(out).toContain(`Item YEAR is valid until ${now.getUTCFullYear() + 2}-`)
  expect(out).toContain('Nothing was done.')
})

test('works by files where there is no network', async () => {
  const ticket = await site.order(['MOVE'])
  await writeFile(home.path('root.jwk'), await rootOf(site.depot, firmA))
  const asked = await home.talk(
    ['nonsense', '', '1', ticket, 'Muster', String(firmA), home.path('root.jwk'), home.path('r.odr'), '5', '0'],
    'wizard',
  )
  expect(asked.out).toContain('A firm code is a number')
  expect(asked.out).toContain('That is no address')
  expect(asked.out).toContain(`run there "opendepot-runtime ferry ${home.path('r.odr')}"`)
  expect(asked.out).toContain('"opendepot-runtime reactivate --help" says how')
  expect(await other.run('ferry', home.path('r.odr'), '--depot', depot())).toMatchObject({ exitCode: 0 })
  const taken = await home.talk(
    ['', '8', home.path('none'), '8', home.path('r.oda'), 'yes', home.path('c.odr'), '8', '', '0'],
    'wizard',
  )
  expect(taken.out).toContain('none cannot be read.')
  expect(taken.out).toContain('Item MOVE is on this computer now.\nImported.\n')
  await other.run('ferry', home.path('c.odr'), '--depot', depot())
  expect(await states(ticket)).toEqual(['Confirmed'])
  const lost = await home.talk(['', '4', '1', 'yes', home.path('nowhere/x.odr'), '0'], 'wizard')
  expect(lost).toMatchObject({ exitCode: 0, out: expect.stringContaining('cannot be written') as string })
  const given = await home.talk(['', '4', '1', 'yes', home.path('x.odr'), '0'], 'wizard')
  expect(given.out).toContain(`Carry ${home.path('x.odr')}`)
})

test('a refusal ends a scene, the end of the input ends the wizard', async () => {
  const refused = await talk(home, '1', '0'.repeat(25), '9', '4', '7', '')
  expect(refused).toMatchObject({ exitCode: 0, err: '' })
  expect(refused.out).toContain('That did not work: ')
  expect(refused.out).toContain('Check that the ticket and the Depot are of the same vendor')
  const cut = await home.talk(['1'], 'wizard', '--depot', depot())
  expect(cut).toMatchObject({ exitCode: 2, out: expect.stringMatching(/No more input; nothing more was done\.\n$/) })
  expect(await home.run('wizard', '--json')).toMatchObject({ exitCode: 2 })
  const unreachable = await home.talk(['1', await site.order(['A']), '0'], 'wizard', '--depot', 'http://127.0.0.1:1/')
  expect(unreachable.out).toContain('Check the address and the network')
})

test('both languages tell the same things, and the system says which one is spoken', () => {
  for (const { en, de } of Object.values(words))
    expect(de.match(/\{\d\}/g)?.sort() ?? []).toEqual(expectedPlaces(en, de))
  expect(languageOf({ LANG: 'de_AT.UTF-8' })).toBe('de')
  expect(languageOf({ LANG: 'de_DE.UTF-8', LC_ALL: 'C' })).toBe('en')
  expect(languageOf({})).toBe('en')
})

/** The German words may leave out what is said in English only. */
function expectedPlaces(en: string, de: string): string[] {
  return (en.match(/\{\d\}/g) ?? []).filter((place) => de.includes(place)).sort()
}
