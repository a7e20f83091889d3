import type { ListIdentity } from '../paging/cursor.ts'

/** What a cursor of a search belongs to: the search with all its conditions, within one order scope. */
export function listIdentity(list: string, orderScope: string, query: object): ListIdentity {
  const conditions = Object.entries(query).map(([name, value]: [string, unknown]) => {
    return [name, value instanceof Date ? value.toISOString() : value]
  })
  return { list, filter: { orderScope, ...Object.fromEntries(conditions) } }
}
