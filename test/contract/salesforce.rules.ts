import type { Field, Wsdl } from './reading.ts'
import type { Rule } from './rule.ts'

/** Characters of an Apex class, and bytes of a WSDL that may be uploaded. */
const most = 1_000_000

/** What WSDL2Apex refuses, where the general rules do not say it already (one binding, no import, no attributes, keywords). */
export const salesforceRules: Record<string, Rule> = {
  apexSize: {
    says: 'the class that WSDL2Apex makes has fewer than a million characters, and so has the file',
    breaches: (wsdl) => [
      ...(Buffer.byteLength(wsdl.text) > most ? ['the file is too long'] : []),
      ...(apexOf(wsdl).length > most ? [`the class has ${apexOf(wsdl).length} characters`] : []),
    ],
    planted: [
      {
        replace: '<xsd:complexType name="Customer">',
        by: `<xsd:complexType name="Huge"><xsd:sequence>${Array.from({ length: 6000 }, (_, index) => `<xsd:element name="f${index}" type="tns:NameText"/>`).join('')}</xsd:sequence></xsd:complexType><xsd:complexType name="Customer">`,
        breach: /the class has/,
      },
    ],
  },
  apexVariables: {
    says: 'no name has two underscores in a row, or one at an end: the generator would rename it',
    breaches: (wsdl) =>
      [...wsdl.operations, ...wsdl.fields.map(({ name }) => name)]
        .filter((name) => /__|_$|_x$|^_|^[0-9]/.test(name))
        .map((name) => `${name} would be renamed`),
    planted: [{ replace: 'name="email"', by: 'name="e__mail"', breach: /e__mail/ }],
  },
  apexHttps: {
    says: 'the address names a port that Salesforce may call: none, 80, 443 or from 1024 on',
    breaches: ({ text }) =>
      [...text.matchAll(/<soap:address location="([^"]*)"/g)].flatMap(([, location = '']) => {
        const port = URL.canParse(location) ? Number(new URL(location).port || 443) : 0
        return port === 80 || port === 443 || port >= 1024 ? [] : [`${location} cannot be called`]
      }),
    planted: [
      { replace: /<soap:address location="[^"]*"/, by: '<soap:address location="http://x:99/"', breach: /:99/ },
    ],
  },
}

/** The text of the class, close enough to measure it: a line and its describing arrays for each field. */
function apexOf({ complexTypes, wrappers, operations, namespace }: Wsdl): string {
  const types = [...complexTypes, ...[...wrappers].map(([name, fields]) => [`${name}_element`, fields] as const)]
  const classes = types.map(([name, fields]) => {
    const order = fields.map((field) => `'${field.name}'`).join(',')
    return `public class ${name} {\n${fields.map((field) => lineOf(field, namespace)).join('')}        private String[] apex_schema_type_info = new String[]{'${namespace}','true','false'};\n        private String[] field_order_type_info = new String[]{${order}};\n    }\n`
  })
  const methods = operations.map((name) => {
    const parameters = (wrappers.get(name) ?? []).map((field) => `${field.type} ${field.name}`).join(',')
    return `public ${name}Result ${name}(${parameters}) {\n${' '.repeat(1_500)}}\n`
  })
  return [...classes, ...methods].join('')
}

function lineOf({ name, type, min, max }: Field, namespace: string): string {
  return `        public ${type} ${name};\n        private String[] ${name}_type_info = new String[]{'${name}','${namespace}',null,'${min}','${max}','false'};\n`
}
