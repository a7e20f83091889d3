import type { ItemPath } from '../../src/domain/item-problem.ts'
import { shadowShape } from '../../src/shadow/settings.ts'
import { salesModel } from './other-side.ts'

const env = { LEGACY_NAME: 'depot', LEGACY_PASSWORD: 'secret', EMPTY: '' }
const url = 'https://legacy.example.com/auftrag'

function read(section: unknown) {
  const mistakes: string[] = []
  const tell = (path: ItemPath, text: string) => {
    mistakes.push(`${path.join('.')}: ${text}`)
  }
  const settings = shadowShape(salesModel, env)(section, ['shadow'], tell)
  return { settings, mistakes }
}

test('What a mapping says of a shadow, with defaults for the rest', () => {
  expect(read({ url })).toEqual({
    mistakes: [],
    settings: {
      url,
      soapVersion: '1.1',
      ignore: [],
      ids: [],
      unordered: [],
      emptyIsAbsent: false,
      timeoutSeconds: 30,
      atOnce: 1,
      queue: 1000,
    },
  })
})

test('Credentials come from the environment', () => {
  const section = { url, nameFrom: 'LEGACY_NAME', passwordFrom: 'LEGACY_PASSWORD', passwordKind: 'usernameToken' }
  const credentials = { kind: 'usernameToken', name: 'depot', password: 'secret' }
  expect(read(section).settings).toMatchObject({ credentials })
})

test.each([
  ['no address', {}, /^shadow: url is missing$/],
  ['another address', { url: 'ftp://x' }, /^shadow.url: has to be an http or https URL$/],
  ['a password in the address', { url: 'https://a:b@x' }, /nameFrom and passwordFrom/],
  ['a name without password', { url, nameFrom: 'LEGACY_NAME' }, /^shadow: .*belong together/],
  ['a variable that is not set', { url, nameFrom: 'NOT_SET', passwordFrom: 'EMPTY' }, /NOT_SET, which is not set/],
  [
    'an operation of another WSDL',
    { url, operations: ['CreateOrder', 'Buy'] },
    /^shadow.operations.1: has to be one of/,
  ],
  ['a field that no message has', { url, ignore: ['result/stamp'] }, /^shadow.ignore.0: names stamp, which no message/],
  ['no path', { url, ids: ['ticketId[1]'] }, /^shadow.ids.0: is no path/],
  ['a word that is not known', { url, retries: 3 }, /^shadow.retries: is not known here/],
])('Refused: %s', (_, section, mistake) => {
  const { settings, mistakes } = read(section)
  expect(settings).toBeUndefined()
  expect(mistakes).toContainEqual(expect.stringMatching(mistake))
})
