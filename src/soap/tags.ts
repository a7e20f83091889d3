import { escapeAttribute } from './escape.ts'
import type { ComplexType, Field, Message } from './model.ts'
import { XSI } from './xsi.ts'

/** How the elements of one message are called in its XML. */
export interface Tags {
  /** The root element's name, and the namespaces that it declares. */
  readonly root: string
  readonly declarations: string
  nameOf(field: Field): string
  /** The name of the attribute `xsi:nil`, where it is declared. */
  readonly nil: string
}

/** Ours have one namespace, which is that of all elements; foreign ones may have several, or none below the root. */
export function tagsOf(message: Message, namespace: string): Tags {
  if (message.namespace !== undefined) return prefixedTags(message, message.namespace)
  return {
    root: message.name,
    declarations: ` xmlns="${namespace}"`,
    nameOf: (field) => field.name,
    nil: '',
  }
}

/** A prefix for each namespace, all declared on the root: an element without namespace must not inherit one. */
function prefixedTags({ name, type }: Message, namespace: string): Tags {
  const prefixes = new Map<string, string>()
  const prefixed = (space: string, local: string): string => {
    if (space === '') return local
    const prefix = prefixes.get(space) ?? `n${prefixes.size}`
    prefixes.set(space, prefix)
    return `${prefix}:${local}`
  }
  const root = prefixed(namespace, name)
  for (const space of namespacesIn(type, new Set())) prefixed(space, '')
  const declared = [...prefixes].map(([space, prefix]) => ` xmlns:${prefix}="${escapeAttribute(space)}"`)
  return {
    root,
    declarations: `${declared.join('')} xmlns:xsi="${XSI}"`,
    nameOf: (field) => prefixed(field.namespace ?? namespace, field.name),
    nil: 'xsi:nil',
  }
}

function namespacesIn(type: ComplexType, seen: Set<ComplexType>): string[] {
  if (seen.has(type)) return []
  seen.add(type)
  return type.fields.flatMap((field) => {
    const below = field.type.kind === 'complex' ? namespacesIn(field.type, seen) : []
    return [field.namespace ?? '', ...below]
  })
}
