import { pathToFileURL } from 'node:url'
import { compiled } from '../process/support/compiled.ts'
import { OtherSide } from '../shadow/other-side.ts'
import { eventually } from '../support/eventually.ts'
import { startServer } from '../support/server.ts'
import { changed, exampleMapping, writeMapping } from './mapping.ts'

const LIZ = 'http://lizenz.muster.example/2009/auftrag'
const nil = '<ErsterArtikel xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>'
const envelopeOf = (body: string) =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${body}</s:Body></s:Envelope>`

test('Each call of a face that was valid and allowed is shown to the other side, and what differs is told', async () => {
  const other = new OtherSide()
  await other.listen()
  const mapping = changed(exampleMapping, 'path: /soap/lizenz', `path: /soap/lizenz\nshadow: { url: '${other.url}' }`)
  const server = await startServer({
    env: { FACADES: writeMapping(mapping) },
    shadowProgram: pathToFileURL(await compiled('src/shadow/worker.ts')),
  })
  try {
    const erp = await server.client('erp', ['sales'])
    const support = await server.client('support', ['support'])
    const send = async (operation: string, content: string, { authorization } = erp) => {
      const body = envelopeOf(`<l:${operation} xmlns:l="${LIZ}">${content}</l:${operation}>`)
      const headers = { 'content-type': 'text/xml', authorization }
      const response = await fetch(`${server.url}/soap/lizenz`, { method: 'POST', headers, body })
      return response.text()
    }
    const ask = (ticket: string) => send('TicketPruefen', ticket)
    other.says(
      `<l:TicketPruefenResponse xmlns:l="${LIZ}"><auskunft><Gueltig>false</Gueltig><Anzahl>1</Anzahl>${nil}</auskunft></l:TicketPruefenResponse>`,
    )
    expect(await ask('<falsch/>')).toContain('INVALID_REQUEST')
    // The other side would do for the shadow what nobody here may do, valid for us or not.
    for (const day of ['20291231', '00000000']) {
      const extension = `<lizenzNummer>1</lizenzNummer><gueltigBis>${day}</gueltigBis><sachbearbeiter/>`
      expect(await send('LizenzVerlaengern', extension, support)).toContain('FORBIDDEN: ')
    }
    expect(await ask('<ticketNummer>AAAAA-BBBBB-CCCCC-DDDDD-EEEEE</ticketNummer>')).toContain(
      '<Gueltig>false</Gueltig>',
    )
    const told = () => server.log.filter(({ message }) => message === 'the shadow differs')
    await eventually(told, (lines) => lines.length > 0, 20)
    expect(told()[0]).toMatchObject({ operation: 'TicketPruefen', differences: 1 })
    expect(JSON.stringify(told()[0])).toContain('Anzahl')
    expect(other.received).toHaveLength(1)
    expect(other.received[0]?.headers.authorization).toBeUndefined()
  } finally {
    await server.close()
    await other.close()
  }
}, 60_000)
