import type { Contract } from '../../src/soap/contract.ts'
import {
  type ComplexType,
  type Field,
  isList,
  isOptional,
  type ScalarName,
  type SimpleType,
} from '../../src/soap/model.ts'
import { comment } from './comment.ts'

const scalarTypes: Readonly<Record<ScalarName, string>> = {
  string: 'string',
  int: 'number',
  long: 'bigint',
  boolean: 'boolean',
  decimal: 'string',
  dateTime: 'Date',
  date: 'string',
  base64Binary: 'Buffer',
}

/** The TypeScript types of a contract, one to one with its XML, and the map of its operations. */
export function contractTypes(contract: Contract, file: string): string {
  const { service, operations, types } = contract.model
  const wrappers = operations.flatMap(({ input, output }) => [input.type, output.type])
  const parts = [
    `// Generated from ${file} by \`npm run generate\`; change that file, not this one.\n`,
    ...[...wrappers, ...types].map((type) => (type.kind === 'complex' ? interfaceOf(type) : unionOf(type))),
    `/** The operations of the ${service} interface with their messages. */\n` +
      `export interface ${service}Operations {\n` +
      operations
        .map(
          ({ name, documentation, input, output }) =>
            `${comment(documentation, '  ')}  ${name}: { input: ${input.type.name}; output: ${output.type.name} }\n`,
        )
        .join('\n') +
      '}\n',
  ]
  return parts.filter((part) => part !== '').join('\n')
}

function interfaceOf(type: ComplexType): string {
  const fields = type.fields.map((field) => `${comment(field.documentation, '  ')}  ${property(field)}\n`)
  return `${comment(type.documentation)}export interface ${type.name} {\n${fields.join('')}}\n`
}

function property(field: Field): string {
  const name = field.type.kind === 'complex' || isUnion(field.type) ? field.type.name! : scalarTypes[field.type.scalar]
  if (isList(field)) return `${field.name}: ${name}[]`
  return isOptional(field) ? `${field.name}?: ${name} | undefined` : `${field.name}: ${name}`
}

/** A closed set of words. Other simple types only restrict a scalar, which the types of TypeScript cannot say. */
function unionOf(type: SimpleType): string {
  if (!isUnion(type)) return ''
  const words = type.facets.enumeration!.map((word) => `'${word}'`).join(' | ')
  return `${comment(type.documentation)}export type ${type.name!} = ${words}\n`
}

function isUnion(type: SimpleType): boolean {
  return type.name !== undefined && type.facets.enumeration !== undefined
}
