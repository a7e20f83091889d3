import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { openSiteWith, type Site } from '../interop/site.ts'

const run = promisify(execFile)

describe('the face of examples/facade', () => {
  let site: Site

  beforeAll(async () => {
    site = await openSiteWith({ FACADES: 'examples/facade/lizenz.yaml', TIME_ZONE: 'Europe/Berlin' }, 'sales')
    await site.json('items', 'apply', 'examples/catalogue.yaml')
  }, 60_000)
  afterAll(() => site.close())

  it('is called by the client that knows only its WSDL', async () => {
    const { stdout } = await run('php', ['examples/facade/client.php'], {
      env: {
        PATH: process.env['PATH'],
        LIZENZ_URL: `${site.url}/soap/lizenz`,
        LIZENZ_USER: 'erp',
        LIZENZ_PASSWORD: site.secret,
      },
    })
    expect(JSON.parse(stdout)).toEqual({
      neu: [0, 'NEU', 3, 29],
      lizenzen: [
        ['10', 'CAD-PRO', 'FREI'],
        ['10', 'CAD-PRO', 'FREI'],
        ['20', 'CAD-FAIR', 'FREI'],
      ],
      nochmal: ['WIEDERHOLT', true],
      unbekannt: [17, 'ABGELEHNT', null],
      stand: ['100-4711', 8, 'Ärzte & <Anwälte> GmbH', '', 3],
      fehler: [21, null],
      menge: [50, 'auftrag/Position[1]/Menge'],
      verlaengert: [0, null],
      geprueft: [true, 3, 'CAD-PRO'],
      vertippt: [false, 0],
    })
  }, 60_000)
})
