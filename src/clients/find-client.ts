import type { Role } from '../operation.ts'
import { idOfBytes } from '../entities/columns.ts'
import type { Store } from '../store/store.ts'

/** A secret that is not retired. */
export interface LiveSecret {
  readonly id: string
  readonly hash: string
  /** The secret itself under the keyring, where it is kept. */
  readonly sealed: string | null
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
  /** `digest`: it may log in by a password digest. */
  readonly passwordForm: 'digest' | null
  /** null = it may call. */
  readonly disabledAt: unknown
}

/** A client that a name or a certificate led to. */
export interface FoundClient {
  /** As its row has it: databases overlook blanks at the end of the name that was sent. */
  readonly name: string
  readonly secrets: readonly LiveSecret[]
  /** For who proved to be it, so that a known name takes no longer than another one. */
  client(): KnownClient
}

/** Written by hand, since they stand in the way of every call. */
const columns =
  'c.name, c.roles, c.order_scope, c.firm_codes, c.ip_ranges, c.order_repeat, c.password_form, c.disabled_at'
const byName = `
  SELECT ${columns}, s.id, s.hash, s.sealed
  FROM clients c LEFT JOIN client_secrets s ON s.client_id = c.id AND s.retired_at IS NULL
  WHERE c.name = ?`
const byCertificate = `
  SELECT ${columns}, k.hash
  FROM client_certificates k JOIN clients c ON c.id = k.client_id
  WHERE k.hash IN (?, ?)`

/** The client of this name with its live secrets, by one read. */
export async function findClient(store: Store, name: string): Promise<FoundClient | undefined> {
  const rows = await store.read((tx) => tx.query<SecretRow[]>(byName, [name]), { singleStatement: true })
  const [first] = rows
  if (first === undefined) return undefined
  const secrets = rows.flatMap(({ id, hash, sealed }) =>
    id === null || hash === null ? [] : { id: idOfBytes(id), hash, sealed },
  )
  return { name: first.name, secrets, client: () => knownClient(first) }
}

/**
 * The client of a certificate, by what it is looked up by: the hash of the certificate itself goes before that of its
 * names.
 */
export async function findClientOfCertificate(
  store: Store,
  { itself, names }: { itself: Buffer; names: Buffer | undefined },
): Promise<KnownClient | undefined> {
  const values = [itself, names ?? itself]
  const rows = await store.read((tx) => tx.query<CertificateRow[]>(byCertificate, values), { singleStatement: true })
  const row = rows.find(({ hash }) => hash.equals(itself)) ?? rows[0]
  return row && knownClient(row)
}

function knownClient(row: ClientRow): KnownClient {
  return {
    name: row.name,
    roles: JSON.parse(row.roles) as Role[],
    orderScope: row.order_scope,
    firmCodes: row.firm_codes === null ? null : (JSON.parse(row.firm_codes) as number[]),
    ipRanges: row.ip_ranges === null ? null : (JSON.parse(row.ip_ranges) as string[]),
    orderRepeat: row.order_repeat,
    passwordForm: row.password_form,
    disabledAt: row.disabled_at,
  }
}

interface ClientRow {
  readonly name: string
  readonly roles: string
  readonly order_scope: string
  readonly firm_codes: string | null
  readonly ip_ranges: string | null
  readonly order_repeat: 'extend' | null
  readonly password_form: 'digest' | null
  readonly disabled_at: unknown
}

/** One row for each live secret; one without a secret when there is none. */
interface SecretRow extends ClientRow {
  readonly id: Buffer | null
  readonly hash: string | null
  readonly sealed: string | null
}

interface CertificateRow extends ClientRow {
  readonly hash: Buffer
}
