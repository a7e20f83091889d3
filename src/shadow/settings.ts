import type { ComplexType, Field, Message, ServiceModel, SimpleType } from '../soap/model.ts'
import { absent, list, mapping, oneOf, type Reader, text, truth, whole } from '../yaml-file/shape.ts'
import type { ShadowSettings } from './options.ts'
import { isFieldPattern } from './patterns.ts'

/** The section `shadow` as it is written; secrets stand in the environment, and here only where. */
interface Written {
  readonly url: string
  readonly nameFrom: string | undefined
  readonly passwordFrom: string | undefined
  readonly passwordKind: 'basic' | 'usernameToken'
  readonly soapVersion: '1.1' | '1.2'
  readonly operations: readonly string[] | undefined
  readonly ignore: readonly string[]
  readonly ids: readonly string[]
  readonly unordered: readonly string[]
  readonly emptyIsAbsent: boolean
  readonly timeoutSeconds: number
  readonly atOnce: number
  readonly queue: number
  readonly reportFile: string | undefined
}

const mostPatterns = 500

/**
 * Reads the section `shadow` of a mapping file (docs/shadow.md), and tells every mistake of it: also names that the WSDL
 * does not have, which would silently mean nothing.
 * @param env where the variables are that hold name and password
 */
export function shadowShape(
  model: ServiceModel,
  env: Readonly<Record<string, string | undefined>>,
): Reader<ShadowSettings> {
  const patterns = list(patternOf(namesOf(model)), mostPatterns)
  const shape = mapping<Written>({
    url,
    nameFrom: absent(variable(env)),
    passwordFrom: absent(variable(env)),
    passwordKind: absent(oneOf('basic', 'usernameToken'), 'basic'),
    soapVersion: absent(oneOf('1.1', '1.2'), '1.1'),
    operations: absent(list(oneOf(...model.operations.map(({ name }) => name)), 10_000)),
    ignore: absent(patterns, []),
    ids: absent(patterns, []),
    unordered: absent(patterns, []),
    emptyIsAbsent: absent(truth, false),
    timeoutSeconds: absent(whole(1, 600), 30),
    atOnce: absent(whole(1, 64), 1),
    queue: absent(whole(1, 100_000), 1_000),
    reportFile: absent(text(4_096)),
  })
  return (value, path, tell) => {
    const written = shape(value, path, tell)
    if (written === undefined) return undefined
    const { nameFrom, passwordFrom, passwordKind, operations, reportFile, ...rest } = written
    if ((nameFrom === undefined) !== (passwordFrom === undefined)) {
      tell(
        path,
        'nameFrom and passwordFrom belong together: the variables that hold the credentials for the other side',
      )
      return undefined
    }
    const credentials = nameFrom !== undefined &&
      passwordFrom !== undefined && { kind: passwordKind, name: env[nameFrom] ?? '', password: env[passwordFrom] ?? '' }
    return {
      ...rest,
      ...(credentials && { credentials }),
      ...(operations && { operations }),
      ...(reportFile !== undefined && { reportFile }),
    }
  }
}

const url: Reader<string> = (value, path, tell) => {
  const address = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined
  if (address?.protocol !== 'http:' && address?.protocol !== 'https:') tell(path, 'has to be an http or https URL')
  else if (address.username || address.password) {
    tell(path, 'holds credentials; put them into environment variables and name these by nameFrom and passwordFrom')
  } else return address.href
  return undefined
}

/** The name of an environment variable that is set. */
function variable(env: Readonly<Record<string, string | undefined>>): Reader<string> {
  const name = text(200)
  return (value, path, tell) => {
    const variableName = name(value, path, tell)
    if (variableName === undefined) return undefined
    if (env[variableName]) return variableName
    tell(path, `names the environment variable ${variableName}, which is not set`)
    return undefined
  }
}

function patternOf(known: ReadonlySet<string>): Reader<string> {
  const words = text(1_000)
  return (value, path, tell) => {
    const pattern = words(value, path, tell)
    if (pattern === undefined) return undefined
    const names = pattern.split(/[\s|/]+/).filter((name) => name !== '' && name !== '*')
    const stranger = names.find((name) => !known.has(name))
    if (!isFieldPattern(pattern)) {
      tell(
        path,
        'is no path of fields, such as head/stamp, /Answer/head/stamp or */stamp; alternatives are parted by |',
      )
    } else if (stranger !== undefined) tell(path, `names ${stranger}, which no message of the WSDL has`)
    else return pattern
    return undefined
  }
}

/** The names of all elements and attributes that a message may have. */
function namesOf({ operations, fault }: ServiceModel): Set<string> {
  const names = new Set(['Fault', 'faultcode', 'detail'])
  const seen = new Set<object>()
  const visit = ({ name, type }: Pick<Field | Message, 'name' | 'type'> & { type: SimpleType | ComplexType }): void => {
    names.add(name)
    if (type.kind === 'simple' || seen.has(type)) return
    seen.add(type)
    type.fields.forEach(visit)
    for (const attribute of type.attributes ?? []) names.add(`@${attribute.name.replace(/^@/, '')}`)
  }
  visit(fault)
  for (const { input, output } of operations) {
    visit(input)
    visit(output)
  }
  return names
}
