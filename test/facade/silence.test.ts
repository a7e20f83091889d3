import { changed, exampleMapping, gapsOf } from './mapping.ts'

const order = 'operations.AuftragAnlegen'

/** The gaps after one piece of the example was replaced, without their lines. */
function gapsAfter(find: string, replacement: string): string[] {
  return gapsOf(changed(exampleMapping, find, replacement)).map((gap) => gap.replace(/^\d+ /, ''))
}

const each = `        each: auftrag/Position
        fields:
          lineNumber: { position: 10 } # they have no numbers: 10, 20, 30 by place
          itemNumber: Artikel
          quantity: Menge
`
const first = `        fields:
          lineNumber: { constant: '10' }
          itemNumber: auftrag/Position[1]/Artikel
          quantity: auftrag/Position[1]/Menge
`

/** Each of these was once taken, and something of it had no effect. */
test.each<[what: string, find: string, replacement: string, gap: string]>([
  [
    'entries of a list that nobody looks at',
    each,
    first,
    `${order}.request: of auftrag/Position only [1] is taken, and callers may send more; go through it with each, or add auftrag/Position[] to ignored`,
  ],
  [
    'a field of a list that is filled as a whole',
    '      order/comment:',
    '      order/orderLines/orderLine/itemNumber: { constant: X }\n      order/comment:',
    `${order}.request.order/orderLines/orderLine/itemNumber: order/orderLines/orderLine is a list, which the rule above fills as a whole; put itemNumber there`,
  ],
  [
    'a value beside fields',
    '        each: auftrag/Position\n',
    '        each: auftrag/Position\n        value: Artikel\n',
    `${order}.request.order/orderLines/orderLine.value: order/orderLines/orderLine is a list of structures; say fields in place of value`,
  ],
  [
    'what a joined value requires',
    'join: [mandant, auftrag/AuftragsNummer]',
    'join: [mandant, { from: auftrag/AuftragsNummer, required: true }]',
    `${order}.request.order/orderNumber.join[1].required: means nothing within join; say it of the whole`,
  ],
  [
    'an answer that is required of nobody',
    'ergebnis/TicketNummer: ticketId',
    'ergebnis/TicketNummer: { from: ticketId, required: true }',
    `${order}.answer.ergebnis/TicketNummer.required: means nothing here, where nobody could be refused; say default`,
  ],
  [
    'codes that an entry above has',
    '      - codes: all\n        fault: AuftragFehler\n',
    '      - codes: [FORBIDDEN, ITEM_UNKNOWN]\n        fault: AuftragFehler\n',
    `${order}.faults[1].codes: ITEM_UNKNOWN never come here: an entry above decides`,
  ],
  [
    'codes behind all',
    '      - codes: [ITEM_UNKNOWN, ITEM_RETIRED]\n        answer:',
    '      - { codes: all, fault: AuftragFehler, fields: { Nummer: { constant: "1" }, Meldung: text } }\n      - codes: [ITEM_UNKNOWN]\n        answer:',
    `${order}.faults[1].codes: ITEM_UNKNOWN never come here: an entry above decides`,
  ],
  ['no codes', '[ITEM_UNKNOWN, ITEM_RETIRED]', '[]', `${order}.faults[0].codes: is empty; name the codes, or say all`],
  [
    'fields beside an answer',
    '      - codes: [ITEM_UNKNOWN, ITEM_RETIRED]\n',
    '      - codes: [ITEM_UNKNOWN, ITEM_RETIRED]\n        fields: { Nummer: code }\n',
    `${order}.faults[0].fields: means nothing beside answer; put what it fills there`,
  ],
  [
    'a path that no client would ask for',
    'path: /soap/lizenz',
    'path: /soap/../soap/lizenz',
    'path: has to be a path such as /soap/erp, of letters, digits and . _ ~ -',
  ],
])('%s is a gap', (_what, find, replacement, gap) => {
  expect(gapsAfter(find, replacement)).toContain(gap)
})

test('An anchor may be named often, and a bomb of anchors is no mapping', () => {
  const ignore = `shadow:\n  url: http://other.example/\n  ignore:\n    - &code Code\n${'    - *code\n'.repeat(300)}`
  expect(gapsOf(changed(exampleMapping, '\noperations:', `\n${ignore}operations:`))).toEqual([])
  const tens = (name: string) => `[${Array(10).fill(`*${name}`).join(', ')}]`
  const bomb = ['b', 'c', 'd', 'e', 'f', 'g'].map((name, index) => `${name}: &${name} ${tens('abcdef'[index] ?? '')}\n`)
  expect(gapsOf(`a: &a [x]\n${bomb.join('')}`).join('\n')).toContain('the anchors of the file cannot be followed')
})

test('Entries may be left out by saying so, and one that is not used is no entry left out', () => {
  const one = changed(exampleMapping, each, first)
  const said = changed(
    one,
    '      - auftrag/Position/Einheit\n',
    '      - auftrag/Position/Einheit\n      - auftrag/Position[]\n',
  )
  expect(gapsOf(said)).toEqual([])
  const customer = 'order/customer/name: auftrag/Position[1]/Artikel'
  const name = "order/customer/name: { join: [auftrag/Besteller/Vorname, auftrag/Besteller/Nachname], with: ' ' }"
  const both = changed(exampleMapping, name, customer)
  expect(gapsOf(both).filter((gap) => gap.includes('Position'))).toEqual([])
})
