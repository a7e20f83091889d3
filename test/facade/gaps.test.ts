import { changed, exampleMapping, exampleWsdl, gapsOf, lineOf, load } from './mapping.ts'

const op = 'operations.AuftragAnlegen'

/** The gap that this change of the example makes, without its line. */
function gapsAfter(find: string | RegExp, replacement: string): string[] {
  return gapsOf(changed(exampleMapping, find, replacement)).map((gap) => gap.replace(/^\d+ /, ''))
}

test('The mapping of the example has no gap', () => {
  expect(gapsOf(exampleMapping)).toEqual([])
})

test('All gaps come at once, in the order of the file, each with its line', () => {
  const mapping = [
    ['      order/customer/customerId: auftrag/Besteller/KundenNummer\n', ''],
    ['quantity: Menge', 'quantity: Anzahl'],
    ['      - auftrag/Position/Einheit\n', ''],
    ['      ergebnis/Anzahl: licenseCount\n', ''],
  ].reduce((text, [find = '', by = '']) => changed(text, find, by), exampleMapping)
  const request = lineOf('request:', mapping)
  expect(gapsOf(mapping)).toEqual([
    `${request} ${op}.request: order/customer/customerId is required and is given nothing; add order/customer/customerId: with a path, or a constant`,
    `${request} ${op}.request: nothing is made of auftrag/Besteller/KundenNummer, which callers may send; map it, or add it to ignored`,
    `${request} ${op}.request: nothing is made of auftrag/Position/Menge, which callers may send; map it, or add it to ignored`,
    `${request} ${op}.request: nothing is made of auftrag/Position/Einheit, which callers may send; map it, or add it to ignored`,
    `${lineOf('quantity: Anzahl', mapping)} ${op}.request.order/orderLines/orderLine.fields.quantity: auftrag/Position[] has no Anzahl; known are Artikel, Menge, Einheit`,
    `${lineOf('answer:', mapping)} ${op}.answer: ergebnis/Anzahl is required and is given nothing; add ergebnis/Anzahl: with a path, or a constant`,
  ])
})

test.each<[string, string | RegExp, string, string]>([
  ['a field of ours that there is not', 'order/comment:', 'order/coment:', 'order has no coment; comment is meant?'],
  [
    'a field of theirs that there is not',
    'auftrag/Bemerkung',
    'auftrag/Bemerkug',
    'auftrag has no Bemerkug; Bemerkung is meant?',
  ],
  [
    'an answer field that there is not',
    'ergebnis/Vorgang:',
    'ergebnis/Vorgaenge:',
    'ergebnis has no Vorgaenge; Vorgang is meant?',
  ],
  [
    'an operation of ours that there is not',
    'Sales.CreateOrder',
    'Sales.CreateOrdr',
    'Sales has no operation CreateOrdr; CreateOrder is meant?',
  ],
  [
    'an operation of no interface for it',
    'Sales.CreateOrder',
    'Admin.PutItem',
    'has to be an operation of Sales or Depot',
  ],
  [
    'an operation of theirs that there is not',
    '  AuftragLesen:',
    '  AuftragLessen:',
    'the WSDL has no operation AuftragLessen; AuftragLesen is meant?',
  ],
  [
    'an operation that nothing is said of',
    'ignoredOperations: [StammdatenAbgleich]',
    'ignoredOperations: []',
    'the operation StammdatenAbgleich calls nothing',
  ],
  [
    'an ignored operation that there is not',
    '[StammdatenAbgleich]',
    '[StammdatenAbgleich, Fehlt]',
    'the WSDL has no operation Fehlt',
  ],
  [
    'an ignored operation that is mapped',
    '[StammdatenAbgleich]',
    '[StammdatenAbgleich, AuftragLesen]',
    'AuftragLesen is mapped, so it is not ignored',
  ],
  [
    'an ignored field that there is not',
    '- auftrag/Besteller/Telefon',
    '- auftrag/Besteller/Telefax',
    'the request has no auftrag/Besteller/Telefax',
  ],
  [
    'an ignored field that is mapped',
    '- auftrag/Besteller/Telefon',
    '- auftrag/Besteller',
    'is mapped, so it is not ignored',
  ],
  [
    'a list that is read as one',
    'customerId: auftrag/Besteller/KundenNummer',
    'customerId: auftrag/Position/Artikel',
    'auftrag/Position[] is a list; go through it with each',
  ],
  [
    'a structure that is read as a value',
    'customerId: auftrag/Besteller/KundenNummer',
    'customerId: auftrag/Besteller',
    'auftrag/Besteller is a structure',
  ],
  [
    'a value that is read as a structure',
    'customerId: auftrag/Besteller/KundenNummer',
    'customerId: auftrag/Besteller/KundenNummer/x',
    'holds a value and has no x',
  ],
  ['each over no list', 'each: auftrag/Position', 'each: auftrag/Besteller', 'auftrag/Besteller is no list'],
  [
    'entries of no list',
    'order/comment: auftrag/Bemerkung',
    'order/comment: { each: auftrag/Position, value: Artikel }',
    'order/comment is no list, so it has no entries',
  ],
  [
    'a structure that is given a value',
    'order/customer/email: auftrag/Besteller/Mail',
    'order/customer: auftrag/Besteller/Mail',
    'order/customer is a structure; map its fields: order/customer/customerId',
  ],
  [
    'fields of a list without each',
    /order\/orderLines\/orderLine:\n +each.*\n/,
    'order/orderLines/orderLine:\n',
    'the message has no Artikel; known are mandant, auftrag',
  ],
  [
    'a required field from one that may be absent',
    'customerId: auftrag/Besteller/KundenNummer',
    'customerId: auftrag/Besteller/Mail',
    'order/customer/customerId is required, and auftrag/Besteller/Mail may be absent; add required: true',
  ],
  [
    'an answer from one that may be absent',
    "{ from: customer/name, default: '' }",
    'customer/name',
    'stand/Kunde is required, and customer/name may be absent; add a default',
  ],
  [
    'a word that our field does not know',
    'table: { X: yes }',
    'table: { X: ja }',
    "order/inseparable cannot hold 'ja' (it is not one of",
  ],
  [
    'a text where words are wanted',
    '{ from: auftrag/NurZusammen, table: { X: yes } }',
    'auftrag/AuftragsNummer',
    'order/inseparable holds only yes, no; say with table',
  ],
  [
    'a word of theirs that the table has not',
    "table: { yes: X, no: '' }",
    'table: { yes: X }',
    'has no entry for no, which can come',
  ],
  [
    'a word in the table that never comes',
    'table: { X: yes }',
    'table: { X: yes, J: yes }',
    'has an entry for J, which never comes',
  ],
  [
    'a table of words that may grow',
    '        otherwise: GEAENDERT\n',
    '',
    'needs an otherwise beside it, since values may be added',
  ],
  [
    'a constant that does not fit',
    "ergebnis/Rueckgabe/Code: { constant: '0' }",
    "ergebnis/Rueckgabe/Code: { constant: 'gut' }",
    "ergebnis/Rueckgabe/Code cannot hold 'gut' (it is not a whole number)",
  ],
  [
    'a text for a number',
    'ergebnis/Anzahl: licenseCount',
    'ergebnis/Anzahl: orderNumber',
    'ergebnis/Anzahl is a whole, and this gives a text',
  ],
  [
    'a text that is too long',
    '{ from: createdAt, date: yyyyMMdd, day: start }',
    'ticketId',
    'stand/AngelegtAm holds 8 characters, and this may have',
  ],
  [
    'a date of unknown form',
    'date: yyyyMMdd, day: end',
    'date: JJJJMMTT, day: end',
    'has to be xsd:date, xsd:dateTime, epoch, epochMs',
  ],
  [
    'a day for a moment',
    'date: yyyyMMdd, day: end',
    'date: yyyyMMdd',
    'say with day: start or day: end which moment of it',
  ],
  [
    'a text for a moment',
    '{ from: gueltigBis, date: yyyyMMdd, day: end, required: true }',
    'gueltigBis',
    'is a moment, and this gives a text; say with date how it is written',
  ],
  [
    'a date of no date',
    "stand/Kunde: { from: customer/name, default: '' }",
    "stand/Kunde: { from: customer/name, default: '', date: yyyyMMdd }",
    'needs a date, and customer/name is none',
  ],
  [
    'a place outside of a list',
    'order/comment: auftrag/Bemerkung',
    'order/comment: { position: 10 }',
    'means nothing outside of each',
  ],
  [
    'a count of no list',
    'ergebnis/Anzahl: licenseCount',
    'ergebnis/Anzahl: { count: ticketId }',
    'ticketId is no list',
  ],
  [
    'a fault code that there is not',
    '[ITEM_UNKNOWN, ITEM_RETIRED]',
    '[ITEM_UNKOWN, ITEM_RETIRED]',
    'ITEM_UNKOWN is no fault code; ITEM_UNKNOWN is meant?',
  ],
  [
    'a fault that is not declared',
    'fault: AuftragFehler\n',
    'fault: Auftragsfehler\n',
    'AuftragAnlegen declares no fault Auftragsfehler; AuftragFehler is meant?',
  ],
  [
    'a declared fault that nothing becomes',
    '    faults:\n      - { codes: all, fault: AuftragFehler, fields: *fehler }\n',
    '',
    'no code becomes the declared fault AuftragFehler',
  ],
  [
    'an answer that hides what HTTP tells',
    '[ITEM_UNKNOWN, ITEM_RETIRED]',
    '[ITEM_UNKNOWN, UNAVAILABLE]',
    'UNAVAILABLE can become no answer, since HTTP tells it too',
  ],
  [
    'an answer to a fault that leaves something out',
    '          ergebnis/Vorgang: { constant: ABGELEHNT }\n',
    '',
    'ergebnis/Vorgang is required and is given nothing',
  ],
  [
    'fault fields that leave something out',
    '          Meldung: text\n',
    '',
    'Meldung is required and is given nothing',
  ],
  [
    'a fault without a meaning',
    '- { codes: all, fault: AuftragFehler, fields: *fehler }',
    '- { codes: all }',
    'needs fault: with the name of a declared fault, or answer:',
  ],
  [
    'an unknown word',
    'path: /soap/lizenz',
    'path: /soap/lizenz\npfad: /x',
    'is not known here; known are wsdl, port, path',
  ],
  [
    'two sources',
    "{ constant: '0' }",
    "{ constant: '0', from: ticketId }",
    'needs one of from, join, constant, position, count, not from and constant',
  ],
  ['a word that means nothing alone', "{ constant: '0' }", "{ constant: '0', day: end }", 'means nothing without date'],
  ['a path of the server', 'path: /soap/lizenz', 'path: /soap/sales', '/soap/sales is a path of the server itself'],
  ['no path', 'path: /soap/lizenz', 'path: lizenz', 'has to be a path such as /soap/erp'],
  ['a shadow without an address', 'path: /soap/lizenz', 'path: /soap/lizenz\nshadow: {}', 'url is missing'],
  ['no YAML', 'operations:', 'operations: [', 'Flow sequence'],
])('%s is a gap', (_what, find, replacement, text) => {
  expect(gapsAfter(find, replacement).join('\n')).toContain(text)
})

test('A list of theirs that holds fewer is filled no further than was said', () => {
  const find = '<xs:element name="Lizenz" type="liz:Lizenz" minOccurs="0" maxOccurs="unbounded"/>'
  const wsdl = exampleWsdl.replaceAll(find, find.replace('unbounded', '5'))
  expect(gapsOf(exampleMapping, wsdl).join('\n')).toContain('ergebnis/Lizenz holds at most 5 entries; add most: 5')
  const most = exampleMapping.replaceAll(/each: (licenses\/license|licenseStates\/licenseState)/g, 'each: $1, most: 5')
  expect(
    gapsOf(most.replace('each: licenses/license, most: 5', 'each: licenses/license\n        most: 5'), wsdl),
  ).toEqual([])
})

test('A file that is missing, and a WSDL that cannot be served, are named', () => {
  expect(() => load(exampleMapping.replace('wsdl: lizenz.wsdl', 'wsdl: fehlt.wsdl'))).toThrow(
    /fehlt\.wsdl of a face cannot be read \(ENOENT\)/,
  )
  const encoded = exampleWsdl.replace('use="literal"', 'use="encoded"')
  expect(() => load(exampleMapping, encoded)).toThrow(/\.wsdl: <body>: use="encoded" .* is not supported/)
})
