/** What a program saw: for each cell its facts, or a text that says why there are none. */
export type Seen = Readonly<Record<string, unknown>>

/** A fact that a cell is made of: its words in the matrix, its value where all is well. */
type Fact = readonly [words: string, value: unknown]

/** One column of the matrix. */
export interface Column {
  readonly key: string
  readonly title: string
  readonly facts: Readonly<Record<string, Fact>>
}

/** What is known on the side of the server. */
export interface Truth {
  /** Number of operations by interface. */
  readonly operations: Readonly<Record<'sales' | 'depot' | 'admin', number>>
  /** The texts that the programs are given. */
  readonly name: string
  readonly comment: string
}

export const blanks = '  between  '

export function columnsOf({ operations, name, comment }: Truth): readonly Column[] {
  return [
    {
      key: 'generates',
      title: 'generates',
      facts: {
        sales: ['Sales', operations.sales],
        depot: ['Depot', operations.depot],
        admin: ['Admin', operations.admin],
      },
    },
    {
      key: 'order',
      title: 'order',
      facts: {
        lost: ['the lost answer', 'created'],
        outcome: ['the outcome', 'replayed'],
        licenseCount: ['the count', 2],
        repeated: ['the repetition', 'replayed'],
        sameTicket: ['the same ticket', true],
      },
    },
    {
      key: 'activate',
      title: 'activate',
      facts: {
        isEnrolled: ['the enrolment', true],
        isActivated: ['the activation', [true]],
        steps: ['the import', 1],
        confirmed: ['the receipt', ['Confirmed']],
        states: ['the states', ['Confirmed', 'NotCollected']],
      },
    },
    {
      key: 'fault',
      title: 'typed fault',
      facts: {
        code: ['the code', 'ORDER_CONFLICT'],
        retry: ['retry', 'never'],
        hasText: ['the text', true],
        hasTraceId: ['the trace id', true],
        details: [
          'its details',
          [
            ['orderLine[10]/quantity/old', '2'],
            ['orderLine[10]/quantity/new', '3'],
          ],
        ],
        field: ['the field', 'order/orderLines/orderLine[1]/itemNumber'],
      },
    },
    {
      key: 'texts',
      title: 'special characters',
      facts: {
        sentName: ['sending a line', name],
        sentComment: ['sending line ends', comment],
        sentBlanks: ['sending blanks at the ends', blanks],
        name: ['reading a line', name],
        comment: ['reading line ends', comment],
        blanks: ['reading blanks at the ends', blanks],
      },
    },
    {
      key: 'gaps',
      title: 'empty and missing fields',
      facts: {
        sentEmpty: ['sending an empty text', null],
        sentMissing: ['leaving texts out', ['before@example.org', 'Before']],
        sentList: ['sending an empty list', 0],
        empty: ['reading an empty text', ''],
        missing: ['reading a missing text', null],
        rows: ['reading an empty list', 0],
        cursor: ['reading a missing cursor', null],
      },
    },
    {
      key: 'dates',
      title: 'dates',
      facts: {
        read: ['reading', '2027-06-30T16:00:00Z'],
        utc: ['UTC', '2028-01-31T23:30:00Z'],
        offset: ['offsets', '2028-02-29T23:30:00Z'],
        never: ['9999', null],
      },
    },
    {
      key: 'lines',
      title: '200 lines',
      facts: {
        licenseCount: ['the count', 200],
        listed: ['the list', 200],
        last: ['the order of the list', '200'],
        lineCount: ['the lines', 200],
      },
    },
    {
      key: 'catalogue',
      title: 'catalogue (Admin)',
      facts: {
        outcome: ['the outcome', 'created'],
        name: ['the name', 'Zeichenbrett für Ärzte & <Anwälte>'],
        productCode: ['large numbers', 4294967295],
        bytes: ['bytes', '0001feff'],
      },
    },
  ]
}

/** What stands in the cell: `yes`, `all but …`, `no: …`, or a dash where nothing was tried. */
export function judge({ key, facts }: Column, seen: Seen): string {
  const cell = seen[key]
  if (typeof cell === 'string') return `no: ${cell}`
  if (cell === undefined) return '–'
  const values = cell as Seen
  const wrong = Object.entries(facts).filter(([fact, [, value]]) => !isSame(values[fact], value))
  if (wrong.length === 0) return 'yes'
  if (wrong.length === Object.keys(facts).length) return 'no'
  return `all but ${wrong.map(([, [words]]) => words).join(', ')}`
}

function isSame(seen: unknown, wanted: unknown): boolean {
  return JSON.stringify(seen) === JSON.stringify(wanted)
}
