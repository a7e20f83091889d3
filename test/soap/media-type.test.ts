import { readMediaType } from '../../src/soap/media-type.ts'

test.each([
  ['text/xml', 'text/xml', []],
  ['', '', []],
  [' Text/XML ; charset=utf-8', 'text/xml', [['charset', 'utf-8']]],
  ['text/xml;charset="UTF-8"', 'text/xml', [['charset', 'UTF-8']]],
  [
    'a/b; Action="urn:x/;\\"y\\""; charset=a',
    'a/b',
    [
      ['action', 'urn:x/;"y"'],
      ['charset', 'a'],
    ],
  ],
  ['a/b; charset=a; charset=b', 'a/b', [['charset', 'a']]],
  ['a/b; charset=""', 'a/b', [['charset', '']]],
] as const)('%s', (header, type, parameters) => {
  expect(readMediaType(header)).toEqual({ type, parameters: new Map<string, string>(parameters) })
})
