import type { Role } from '../operation.ts'
import type { Store } from '../store/store.ts'

/** A secret that is not retired. */
export interface LiveSecret {
  /** Id of its row, as bytes in hexadecimal digits. */
  readonly id: string
  readonly hash: string
}

/** An API client as its row says now. */
export interface KnownClient {
  readonly name: string
  readonly roles: readonly Role[]
  readonly orderScope: string
  /** null = all. */
  readonly firmCodes: readonly number[] | null
  /** Addresses it may come from; null = any. */
  readonly ipRanges: readonly string[] | null
  /** What a known order number means; null: a repetition. */
  readonly orderRepeat: 'extend' | null
  /** null = it may call. */
  readonly disabledAt: unknown
  readonly secrets: readonly LiveSecret[]
}

/** Written by hand, since it stands in the way of every call. */
const statement = `
  SELECT c.name, c.roles, c.order_scope, c.firm_codes, c.ip_ranges, c.order_repeat, c.disabled_at, s.id, s.hash
  FROM clients c LEFT JOIN client_secrets s ON s.client_id = c.id AND s.retired_at IS NULL
  WHERE c.name = ?`

/** The client of this name with its live secrets, by one read. */
export async function findClient(store: Store, name: string): Promise<KnownClient | undefined> {
  const rows = await store.read((tx) => tx.query<Row[]>(statement, [name]), { singleStatement: true })
  const [client] = rows
  if (client === undefined) return undefined
  return {
    name: client.name,
    roles: JSON.parse(client.roles) as Role[],
    orderScope: client.order_scope,
    firmCodes: client.firm_codes === null ? null : (JSON.parse(client.firm_codes) as number[]),
    ipRanges: client.ip_ranges === null ? null : (JSON.parse(client.ip_ranges) as string[]),
    orderRepeat: client.order_repeat,
    disabledAt: client.disabled_at,
    secrets: rows.flatMap(({ id, hash }) => (id === null || hash === null ? [] : { id: id.toString('hex'), hash })),
  }
}

/** One row for each live secret; one without a secret when there is none. */
interface Row {
  readonly name: string
  readonly roles: string
  readonly order_scope: string
  readonly firm_codes: string | null
  readonly ip_ranges: string | null
  readonly order_repeat: 'extend' | null
  readonly disabled_at: unknown
  readonly id: Buffer | null
  readonly hash: string | null
}
