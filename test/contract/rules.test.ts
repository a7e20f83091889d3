import { documentationRules } from './documentation.rules.ts'
import { nameRules } from './name.rules.ts'
import { profileRules } from './profile.rules.ts'
import { interfaces, readWsdl, wsdlText } from './reading.ts'
import { salesforceRules } from './salesforce.rules.ts'
import { sapRules } from './sap.rules.ts'
import { structureRules } from './structure.rules.ts'
import { typeRules } from './type.rules.ts'
import { wrapperRules } from './wrapper.rules.ts'

const rules = Object.entries({
  ...structureRules,
  ...wrapperRules,
  ...typeRules,
  ...nameRules,
  ...documentationRules,
  ...profileRules,
  ...sapRules,
  ...salesforceRules,
})
const published = interfaces.map((name) => readWsdl(name))

describe.each(rules)('%s', (_, rule) => {
  test.each(published)(`$name.wsdl: ${rule.says}`, (wsdl) => {
    expect(rule.breaches(wsdl)).toEqual([])
  })

  test.each(rule.planted)('catches $by', ({ replace, by, breach }) => {
    const before = wsdlText('sales')
    const text = before.replace(replace, by)
    expect(text).not.toBe(before)
    expect(rule.breaches(readWsdl('sales', text))).toContainEqual(expect.stringMatching(breach))
  })
})
