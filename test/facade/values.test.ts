import { readDate, writeDate } from '../../src/facade/dates.ts'
import type { Structure } from '../../src/soap/decoder.ts'
import type { Fault } from '../../src/faults.ts'
import { Violation } from '../../src/soap/problems.ts'
import { changed, exampleMapping, load } from './mapping.ts'

const berlin = { timeZone: 'Europe/Berlin' }

describe('A date of theirs', () => {
  test.each<[string, string, 'start' | 'end' | undefined, boolean, string | undefined]>([
    ['20270131', 'yyyyMMdd', 'start', false, '2027-01-30T23:00:00Z'],
    ['20270131', 'yyyyMMdd', 'end', false, '2027-01-31T23:00:00Z'],
    ['20270131', 'yyyyMMdd', undefined, true, '2027-01-31'],
    ['31.01.2027', 'dd.MM.yyyy', 'end', false, '2027-01-31T23:00:00Z'],
    ['99991231', 'yyyyMMdd', 'end', false, '9999-12-31T00:00:00Z'],
    ['00000000', 'yyyyMMdd', 'end', false, undefined],
    ['00.00.0000', 'dd.MM.yyyy', undefined, true, undefined],
    ['20270701123456', 'yyyyMMddHHmmss', undefined, false, '2027-07-01T10:34:56Z'],
    ['2027-07-01 12:34', 'yyyy-MM-dd HH:mm', undefined, false, '2027-07-01T10:34:00Z'],
    ['2027-07-01T12:34:56', 'xsd:dateTime', undefined, false, '2027-07-01T10:34:56Z'],
    ['2027-07-01T12:34:56.789+05:00', 'xsd:dateTime', undefined, false, '2027-07-01T07:34:56.789Z'],
    ['2027-07-01T22:30:00Z', 'xsd:dateTime', undefined, true, '2027-07-02'],
    ['2027-07-01+02:00', 'xsd:date', 'start', false, '2027-06-30T22:00:00Z'],
    ['1798761600', 'epoch', undefined, false, '2027-01-01T00:00:00Z'],
    ['1798761600123', 'epochMs', undefined, false, '2027-01-01T00:00:00.123Z'],
  ])('%s as %s, %s, only a day: %s', (text, form, day, wantsDay, value) => {
    expect(readDate(text, { form, day, ...berlin }, wantsDay)).toBe(value)
  })

  test.each([
    ['20270230', 'yyyyMMdd'],
    ['2027013', 'yyyyMMdd'],
    ['202701311', 'yyyyMMdd'],
    ['31/01/2027', 'dd.MM.yyyy'],
    ['20270701253456', 'yyyyMMddHHmmss'],
    ['2027-07-01 or so', 'xsd:date'],
    ['gestern', 'epoch'],
    ['1e9', 'epoch'],
    ['9999999999999999', 'epochMs'],
  ])('%s is none of %s', (text, form) => {
    expect(() => readDate(text, { form, day: 'end', ...berlin }, false)).toThrow(Violation)
  })
})

test.each<[string, string, 'start' | 'end' | undefined, string]>([
  ['2027-01-31T23:00:00Z', 'yyyyMMdd', 'start', '20270201'],
  ['2027-01-31T23:00:00Z', 'yyyyMMdd', 'end', '20270131'],
  ['2027-01-31T22:59:59Z', 'dd.MM.yyyy', 'start', '31.01.2027'],
  ['9999-12-31T00:00:00Z', 'yyyyMMdd', 'end', '99991231'],
  ['2027-07-01T10:34:56Z', 'yyyyMMddHHmmss', undefined, '20270701123456'],
  ['2027-06-30T22:00:00Z', 'yyyy-MM-dd HH:mm', undefined, '2027-07-01 00:00'],
  ['2027-07-01T10:34:56Z', 'xsd:dateTime', undefined, '2027-07-01T10:34:56Z'],
  ['2027-07-01T22:30:00Z', 'xsd:date', 'start', '2027-07-02'],
  ['2027-01-01T00:00:00.5Z', 'epoch', undefined, '1798761600'],
  ['2027-01-01T00:00:00.5Z', 'epochMs', undefined, '1798761600500'],
  ['2027-01-31', 'dd.MM.yyyy', undefined, '31.01.2027'],
  ['2027-01-31', 'xsd:dateTime', undefined, '2027-01-31T00:00:00Z'],
])('A date of ours: %s as %s, %s, is %s', (text, form, day, value) => {
  expect(writeDate(text, { form, day, ...berlin })).toBe(value)
})

const besteller = { KundenNummer: 'K1', Vorname: 'Erika', Nachname: 'Muster' }
const auftrag = {
  AuftragsNummer: '7',
  AuftragsDatum: '20270131',
  Besteller: besteller,
  NurZusammen: 'X',
  Position: [
    { Artikel: 'A', Menge: '2.000' },
    { Artikel: 'B', Menge: '1' },
  ],
  Bemerkung: null,
}
const anfrage = { mandant: '100', auftrag }

/** Our request for one of theirs, by the mapping of the example with one piece of it replaced. */
function ours(input: Structure = anfrage, find?: string, replacement = ''): Structure {
  const mapping = find === undefined ? exampleMapping : changed(exampleMapping, find, replacement)
  return load(mapping).operations.get('AuftragAnlegen')!.toOurs(input)
}

interface MadeOrder {
  readonly customer: unknown
  readonly comment?: string
  readonly orderLines: { readonly orderLine: readonly { readonly itemNumber: string }[] }
}

function order(...given: Parameters<typeof ours>): MadeOrder {
  return ours(...given)['order'] as MadeOrder
}

describe('A request', () => {
  test('becomes ours', () => {
    expect(ours()).toEqual({
      order: {
        orderNumber: '100-7',
        customer: {
          customerId: 'K1',
          name: 'Erika Muster',
          customerFields: { customerField: [{ name: 'Auftragsdatum', value: '2027-01-31' }] },
        },
        inseparable: 'yes',
        orderLines: {
          orderLine: [
            { lineNumber: '10', itemNumber: 'A', quantity: 2 },
            { lineNumber: '20', itemNumber: 'B', quantity: 1 },
          ],
        },
      },
    })
  })

  test('leaves out what says nothing, also lists and structures of it', () => {
    const empty = {
      ...auftrag,
      AuftragsDatum: '00000000',
      NurZusammen: '',
      Bemerkung: ' ',
      Besteller: { ...besteller, Vorname: null },
    }
    const made = order({ mandant: '100', auftrag: empty })
    expect(made.customer).toEqual({ customerId: 'K1', name: 'Muster' })
    expect(Object.keys(made)).toEqual(['orderNumber', 'customer', 'orderLines'])
  })

  test.each<[string, string, string, unknown]>([
    ['a default', 'auftrag/Bemerkung', '{ from: auftrag/Bemerkung, default: keine }', 'keine'],
    ['a piece of a text', 'auftrag/Bemerkung', "{ from: auftrag/Besteller/Nachname, split: 'u', take: 2 }", 'ster'],
    [
      'a piece that is not there',
      'auftrag/Bemerkung',
      "{ from: auftrag/Besteller/Nachname, split: 'u', take: 3 }",
      undefined,
    ],
    ['the beginning of a text', 'auftrag/Bemerkung', '{ from: auftrag/Besteller/Nachname, cut: 3 }', 'Mus'],
    [
      'a fingerprint of a text',
      'auftrag/Bemerkung',
      '{ join: [mandant, auftrag/AuftragsNummer], hash: true, cut: 8 }',
      '2c8b871e',
    ],
    ['how many there are', 'auftrag/Bemerkung', '{ count: auftrag/Position }', '2'],
    ['one of a list', 'auftrag/Bemerkung', "'auftrag/Position[2]/Artikel'", 'B'],
    ['one that the list has not', 'auftrag/Bemerkung', "'auftrag/Position[3]/Artikel'", undefined],
    ['what no table has', 'auftrag/Bemerkung', '{ from: mandant, table: { "200": zwei }, otherwise: eins }', 'eins'],
    ['constants joined', 'auftrag/Bemerkung', '{ join: [{ constant: a }, { constant: b }] }', 'ab'],
  ])('can have %s', (_what, find, replacement, value) => {
    const mapping = changed(exampleMapping, `order/comment: ${find}`, `order/comment: ${replacement}`)
    // What is mapped no longer has to be known as ignored.
    const complete = mapping.replace(
      '- auftrag/Position/Einheit',
      '- auftrag/Position/Einheit\n      - auftrag/Bemerkung',
    )
    const usesIt = replacement.includes('Bemerkung')
    const made = load(usesIt ? mapping : complete)
      .operations.get('AuftragAnlegen')!
      .toOurs(anfrage) as { order: { comment?: string } }
    expect(made.order.comment).toBe(value)
  })

  test('can look at the message around an entry', () => {
    const made = order(anfrage, 'itemNumber: Artikel', "itemNumber: { join: [/mandant, Artikel], with: '/' }")
    expect(made.orderLines.orderLine.map((line) => line.itemNumber)).toEqual(['100/A', '100/B'])
  })

  test.each<[string, Structure, string, string]>([
    [
      'a half',
      {
        ...auftrag,
        Position: [
          { Artikel: 'A', Menge: '1' },
          { Artikel: 'A', Menge: '2.5' },
        ],
      },
      "auftrag/Position[2]/Menge: '2.5' is not an int",
      'auftrag/Position[2]/Menge',
    ],
    [
      'nothing that is needed',
      { ...auftrag, Besteller: { ...besteller, KundenNummer: '' } },
      'auftrag/Besteller/KundenNummer: is needed',
      'auftrag/Besteller/KundenNummer',
    ],
    [
      'a day that is none',
      { ...auftrag, AuftragsDatum: '20270230' },
      "auftrag/AuftragsDatum: '2027-02-30' is not a date",
      'auftrag/AuftragsDatum',
    ],
    ['no entries', { ...auftrag, Position: [] }, 'auftrag/Position: is needed', 'auftrag/Position'],
    [
      'too much',
      { ...auftrag, Position: Array.from({ length: 1001 }, () => ({ Artikel: 'A', Menge: '1' })) },
      'auftrag/Position: at most 1000 are allowed',
      'auftrag/Position',
    ],
  ])('with %s is refused by its own field', (_what, wrong, text, field) => {
    expect.assertions(2)
    try {
      ours({ mandant: '100', auftrag: wrong })
    } catch (error) {
      expect((error as Fault).message).toContain(text)
      expect((error as Fault).facts.field).toBe(field)
    }
  })
})

test('A field of ours has its place in their message, with the places of lists', () => {
  const { placeOf } = load(exampleMapping).operations.get('AuftragAnlegen')!
  expect(placeOf('order/orderLines/orderLine[3]/itemNumber')).toBe('auftrag/Position[3]/Artikel')
  expect(placeOf('order/orderLines/orderLine[3]')).toBe('auftrag/Position[3]')
  expect(placeOf('order/ticketId')).toBe('order/ticketId')
})

test('An answer is theirs, without what they cannot be told', () => {
  const { fromOurs } = load(exampleMapping).operations.get('AuftragAnlegen')!
  const license = { licenseId: 'l', lineNumber: '10', itemNumber: 'A', state: 'Replaced' }
  const result = { orderNumber: '7', outcome: 'replayed', licenseCount: 1, licenses: { license: [license] } }
  expect(fromOurs({ result })).toEqual({
    ergebnis: {
      Rueckgabe: { Code: '0', Text: null },
      TicketNummer: null,
      Vorgang: 'WIEDERHOLT',
      Anzahl: '1',
      Lizenz: [{ LizenzNummer: 'l', PositionsNummer: '10', Artikel: 'A', Zustand: 'SONSTIGER' }],
    },
  })
})
