import { readFileSync } from 'node:fs'
import { upperSnake } from './name.rules.ts'
import { readWsdl } from './reading.ts'
import { dictionaryNames, prefix } from './sap.rules.ts'

/** The sample cannot be run here; that it says what SAP's generation makes of the WSDL can be seen. */
const source = readFileSync('examples/abap/zcl_od_tickets.clas.abap', 'utf8')
const code = source.replaceAll(/^\s*".*$|"[^"\n]*$|'[^']*'/gm, '').toUpperCase()
const wsdl = readWsdl('sales')
const fields = new Set([...wsdl.fields.map(({ name }) => upperSnake(name)), 'SERVICE_FAULT'])

test('The ABAP sample names classes and types that the proxy generation makes', () => {
  const made = [...dictionaryNames(wsdl), 'CO_SALES', 'CX_SERVICE_EXCEPTION'].map((name) => `${prefix}${name}`)
  const named = [...new Set(code.match(/\bZOD_\w+/g))]
  expect(named.length).toBeGreaterThan(4)
  expect(named.filter((name) => !made.includes(name))).toEqual([])
})

test('… and fields that its structures have, in types that hold them', () => {
  const own = ['POSNR', 'MATNR', 'PIECES', 'TICKET', 'URL', 'IS_TO_TRY', 'MESSAGE']
  const components = [...code.matchAll(/(?<=\w)-([A-Z]\w*)/g)].map(([, name = '']) => name)
  expect(components.length).toBeGreaterThan(15)
  expect(components.filter((name) => !fields.has(name) && !own.includes(name))).toEqual([])
  const [, constructed = ''] = /VALUE ZOD_ORDER_LINE_TAB\(([\s\S]*?)\) \)\./.exec(code) ?? []
  const assigned = [...constructed.matchAll(/(\w+)\s*=/g)].map(([, name]) => name)
  expect(assigned).toEqual(['LINE_NUMBER', 'ITEM_NUMBER', 'QUANTITY'])
  expect(wsdl.complexTypes.get('OrderLine')?.map(({ name }) => upperSnake(name))).toEqual(
    expect.arrayContaining(assigned),
  )
})

test('… and methods that are operations', () => {
  const called = [...code.matchAll(/MO_SALES->(\w+)/g)].map(([, name]) => name)
  expect(called).toEqual(['CREATE_ORDER'])
  expect(wsdl.operations.map(upperSnake)).toEqual(expect.arrayContaining(called))
})
