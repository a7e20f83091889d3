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

  it('gives a WSDL from which another stack makes its client', async () => {
    const { stdout } = await run('/usr/bin/python3', ['-c', zeepClient, `${site.url}/soap/lizenz?wsdl`, site.secret])
    expect(JSON.parse(stdout)).toEqual(['NEU', '20', ['100-4714', '21', null]])
  }, 60_000)
})

/** A generated client checks what it gets: types, order, namespaces. */
const zeepClient = `
import json, sys, zeep, requests
from zeep.transports import Transport
session = requests.Session()
session.auth = ('erp', sys.argv[2])
client = zeep.Client(sys.argv[1], transport=Transport(session=session))
def auftrag(menge):
    return {'AuftragsNummer': '4714', 'AuftragsDatum': '00000000', 'NurZusammen': 'X', 'Bemerkung': zeep.xsd.Nil,
        'Besteller': {'KundenNummer': '7', 'Vorname': 'Jürgen', 'Nachname': 'Muster'},
        'Position': [{'Artikel': 'CAD-PRO', 'Menge': menge}, {'Artikel': 'CAD-RENDER', 'Menge': 1}]}
neu = client.service.AuftragAnlegen('100', auftrag(1))
stand = client.service.AuftragLesen('100-4714')
try:
    client.service.AuftragAnlegen('100', auftrag(2))
except zeep.exceptions.Fault as fault:
    detail = fault.detail[0]
print(json.dumps([neu.Vorgang, neu.Lizenz[1].PositionsNummer,
    [stand.AuftragsNummer, detail.findtext('Nummer'), detail.findtext('Feld')]]))
`
