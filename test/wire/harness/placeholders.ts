import type { Past } from './given.ts'
import type { ContextWish } from './machine.ts'

/**
 * Fills in what a request cannot know before it runs:
 * - `{{context a}}`: the next context of container a, or another one: `{{context a seq=1 counter=7 spoiled=alg-none}}`
 * - `{{serial a}}`, `{{signingKey a}}`, `{{agreementKey a}}` of a container
 * - `{{update a}}`, `{{transfer a}}`: the newest update of a container, and its id
 * - `{{session cloud}}`: the session that a container opened last
 * - `{{ticket 4711}}`, `{{license 4711 2}}`: the ticket of an order, and its second license
 */
export async function fill(text: string, past: Past, escape: (value: string) => string): Promise<string> {
  let filled = ''
  let end = 0
  for (const { 0: whole, 1: words = '', index } of text.matchAll(/\{\{(.*?)\}\}/g)) {
    filled += text.slice(end, index) + escape(await valueOf(words.trim().split(/\s+/), past))
    end = index + whole.length
  }
  return filled + text.slice(end)
}

async function valueOf([kind = '', name = '', ...more]: string[], past: Past): Promise<string> {
  switch (kind) {
    case 'context':
      return past.container(name).context(more.length === 0 ? undefined : wishOf(more))
    case 'serial':
      return past.container(name).serial
    case 'signingKey':
      return JSON.stringify(past.container(name).signing.publicKey)
    case 'agreementKey':
      return JSON.stringify(past.container(name).agreement.publicKey)
    case 'update':
      return known(past.updates.get(name)?.updateFile, name)
    case 'transfer':
      return known(past.updates.get(name)?.transferId, name)
    case 'session':
      return known(past.sessions.get(name), name)
    case 'ticket':
      return known(past.tickets.get(name), name)
    case 'license':
      return known(past.licenses.get(name)?.[Number(more[0]) - 1], name)
    default:
      throw new Error(`there is no placeholder ${kind}`)
  }
}

function known(value: string | undefined, name: string): string {
  if (value === undefined || value === '') throw new Error(`nothing is known of ${name}`)
  return value
}

function wishOf(words: readonly string[]): ContextWish {
  return Object.fromEntries(words.map((word) => word.split('=', 2) as [string, string]))
}
