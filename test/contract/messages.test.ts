import { readdirSync, readFileSync } from 'node:fs'
import { messageBreaches, messageRules } from './message.rules.ts'

/** That live answers hold these rules too is seen in test/wire.test.ts. */
const folder = new URL('../wire/', import.meta.url)
const samples = readdirSync(folder).filter((name) => name.includes('__'))
const read = (name: string, file: string) => readFileSync(new URL(`${name}/${file}`, folder), 'utf8')

test('Every answer of the golden samples holds the assertions of WS-I on messages', () => {
  const breaches = samples.flatMap((name) => [
    ...messageBreaches(read(name, 'response.xml'), '1.1').map((rule) => `${name}: ${rule}`),
    ...messageBreaches(read(name, 'response12.xml'), '1.2').map((rule) => `${name}, SOAP 1.2: ${rule}`),
  ])
  expect(breaches).toEqual([])
})

const [sample = ''] = samples.filter((name) => name.startsWith('Sales.GetOrder__ORDER_UNKNOWN'))
const soap = 'http://schemas.xmlsoap.org/soap/envelope/'

describe('The assertions catch', () => {
  test.each<[string, string | RegExp, string]>([
    ['R9980', '</soap:Body>', '</soap:Body><soap:Body/>'],
    ['R9980', soap, 'http://www.w3.org/2003/05/soap-envelope'],
    ['R1008', '<soap:Envelope', '<!DOCTYPE a><soap:Envelope'],
    ['R1008', '<soap:Envelope', '<?a b?><soap:Envelope'],
    ['R1012', 'UTF-8', 'ISO-8859-1'],
    ['R1032', '<soap:Body>', '<soap:Body id="b">'],
    ['R1005', '<ServiceFault ', '<ServiceFault soap:encodingStyle="x" '],
    ['R1014', /<soap:Fault>[\s\S]*<\/soap:Fault>/, '<a/>'],
    ['R2201', '</soap:Fault>', '</soap:Fault><soap:Fault/>'],
    ['R2201', '<field>', '<field xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true">'],
    ['R1027', '<soap:Body>', '<soap:Header><a xmlns="urn:a" soap:mustUnderstand="1"/></soap:Header><soap:Body>'],
    ['R1001', '<detail>', '<soap:reason/><detail>'],
    ['R1004', 'soap:Client<', 'soap:Client.Order<'],
    ['R1029', '<detail>', '<detail><trace xmlns="urn:a"/>'],
    ['SAP: its', /<faultstring>[^<]*/, '<faultstring>'],
    ['SAP: prefixes', '<ServiceFault ', '<ServiceFault xmlns:a="urn:a" '],
  ])('%s: %s', (rule, found, by) => {
    const before = read(sample, 'response.xml')
    const text = before.replace(found, by)
    expect(text).not.toBe(before)
    expect(messageBreaches(text, '1.1')).toContainEqual(expect.stringContaining(rule))
  })

  test('something for every rule', () => {
    expect(Object.keys(messageRules)).toHaveLength(13)
  })
})
