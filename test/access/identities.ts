import { createHash, randomBytes } from 'node:crypto'
import type { AgentOptions } from 'node:https'
import { disableClient } from '../../src/clients/manage.ts'
import type { Role } from '../../src/operation.ts'
import { makeCertificate, type TestCertificate } from '../support/certificates.ts'
import type { TestServer } from '../support/server.ts'
import { addAccount, addNamed, author, type Account, type Parts } from './accounts.ts'

export type Kind = 'basic' | 'bearer' | 'password' | 'digest' | 'certificate' | 'names' | 'proxy'

/** What becomes of credentials: they are a client's, they are refused, or they say nothing at all. */
export type Standing = 'client' | 'refused' | 'nobody'

/** Somebody who calls: with which credentials, and what is to come of it. */
export interface Identity {
  readonly kind: Kind
  /** In which state the credentials are. */
  readonly state: string
  readonly role: Role | 'none'
  readonly standing: Standing
  readonly connection: AgentOptions
  /** Asked for each message, since a digest is good once. */
  readonly headers: () => Readonly<Record<string, string>>
  /** Content of the SOAP header. */
  readonly soapHeader: () => string
}

/** Of which the server under test believes what they say in headers. */
export const trustedProxy = '127.0.0.2'
/** Somebody else on the same machine. */
const stranger = '127.0.0.3'
/** Where a client may come from that is bound to an address. */
const office = '127.0.0.77'

const day = 86_400_000
const security = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd'
const utility = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd'
const profile = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0'

/** Clients of each role in each state, and everything that can be sent in their names, right and wrong. */
export async function makeIdentities(server: TestServer, authority: TestCertificate): Promise<Identity[]> {
  const identities: Identity[] = []
  for (const role of ['none', 'admin', 'sales', 'support'] as const) {
    const roles = role === 'none' ? [] : [role]
    const account = await addAccount(server, `good-${role}`, roles)
    const bound = await addAccount(server, `bound-${role}`, roles, { ipRanges: [office] })
    const disabled = await addAccount(server, `disabled-${role}`, roles)
    await server.store.transact((tx) => disableClient(tx, author(), { name: disabled.name }))
    const all = [
      ...secretIdentities(account, bound, disabled),
      ...digestIdentities(account),
      ...certificateIdentities(account, bound, disabled),
      ...nameIdentities(await addNamed(server, `named-${role}`, roles, authority), authority),
      ...proxyIdentities(account, bound, disabled),
    ]
    const here = all.filter(({ state }) => role === 'sales' || !onceOnly.has(state))
    identities.push(...here.map((identity) => ({ ...identity, role })))
  }
  return identities
}

/** States beyond those that every role is tried in. */
const onceOnly = new Set(['of an unknown name', 'from its address', 'from the future'])

type Part = Omit<Identity, 'role'>
type Ways = Pick<Identity, 'connection' | 'headers' | 'soapHeader'>

/** Sent by name and secret, in each way in which these can be sent. */
const secretWays: Readonly<Record<'basic' | 'bearer' | 'password' | 'digest', (name: string, secret: string) => Ways>> =
  {
    basic: (name, secret) => inHeader(`Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`),
    bearer: (name, secret) => inHeader(`Bearer ${name}.${secret}`),
    password: (name, secret) => inMessage(() => `<w:Password>${secret}</w:Password>`, name),
    digest: (name, secret) => inMessage(() => digest(secret), name),
  }

function secretIdentities(account: Account, bound: Account, disabled: Account): Part[] {
  const [retired = '', before = '', current = ''] = account.secrets
  const wrong = `${current.slice(0, -1)}${current.endsWith('0') ? '1' : '0'}`
  return (['basic', 'bearer', 'password', 'digest'] as const).flatMap((kind) => {
    const by = (state: string, standing: Standing, { name }: Account, secret: string): Part => ({
      kind,
      state,
      standing,
      ...secretWays[kind](name, secret),
    })
    const inOffice = by('from its address', 'client', bound, bound.secrets.at(-1) ?? '')
    return [
      by('good', 'client', account, current),
      by('rotated, the one before', 'client', account, before),
      by('rotated, retired', 'refused', account, retired),
      by('wrong', 'refused', account, wrong),
      by('of an unknown name', 'refused', { ...account, name: 'unheard-of' }, current),
      by('from a wrong address', 'refused', bound, bound.secrets.at(-1) ?? ''),
      { ...inOffice, connection: { localAddress: office } },
      by('of a disabled client', 'refused', disabled, disabled.secrets.at(-1) ?? ''),
    ]
  })
}

function digestIdentities({ name, secrets }: Account): Part[] {
  const secret = secrets.at(-1) ?? ''
  const made = (created: Date) => () => digest(secret, created)
  const by = (state: string, standing: Standing, password: () => string): Part => ({
    kind: 'digest',
    state,
    standing,
    ...inMessage(password, name),
  })
  const sentBefore = digest(secret)
  return [
    // Good the first time, which `matrix.test.ts` sends before everything else.
    by('replayed', 'refused', () => sentBefore),
    by('expired', 'refused', () => made(new Date(Date.now() - 10 * 60_000))()),
    by('from the future', 'refused', () => made(new Date(Date.now() + 5 * 60_000))()),
  ]
}

function certificateIdentities(account: Account, bound: Account, disabled: Account): Part[] {
  const by = (
    state: string,
    standing: Standing,
    { cert, key }: TestCertificate,
    connection: AgentOptions = {},
  ): Part => ({
    kind: 'certificate',
    state,
    standing,
    ...nothing,
    connection: { cert, key, ...connection },
  })
  return [
    by('good', 'client', account.current),
    by('rotated, the one before', 'client', account.before),
    by('rotated, retired', 'nobody', account.retired),
    by('wrong', 'nobody', makeCertificate()),
    by('expired', 'refused', account.expired),
    by('from a wrong address', 'refused', bound.current),
    by('from its address', 'client', bound.current, { localAddress: office }),
    by('of a disabled client', 'refused', disabled.current),
  ]
}

/** Known by subject and issuer: whichever certificate the authority gave to this name. */
function nameIdentities(subject: Parts, authority: TestCertificate): Part[] {
  const by = (state: string, standing: Standing, { cert, key }: TestCertificate): Part => ({
    kind: 'names',
    state,
    standing,
    ...nothing,
    connection: { cert, key },
  })
  const past = { validFrom: new Date(Date.now() - 2 * day), validTo: new Date(Date.now() - day) }
  const other = makeCertificate({ subject: [['CN', 'Authority']], isAuthority: true })
  return [
    by('good', 'client', makeCertificate({ subject, issuer: authority })),
    by('rotated, the next one', 'client', makeCertificate({ subject, issuer: authority })),
    by('wrong: another authority of the same name', 'nobody', makeCertificate({ subject, issuer: other })),
    by('wrong: made by itself', 'nobody', makeCertificate({ subject })),
    by('expired', 'nobody', makeCertificate({ subject, issuer: authority, ...past })),
  ]
}

function proxyIdentities(account: Account, bound: Account, disabled: Account): Part[] {
  const by = (
    state: string,
    standing: Standing,
    { der }: TestCertificate,
    { localAddress = trustedProxy, sender = '192.0.2.9' } = {},
  ): Part => ({
    kind: 'proxy',
    state,
    standing,
    ...nothing,
    connection: { localAddress },
    headers: () => ({
      'client-cert': `:${der.toString('base64')}:`,
      'x-forwarded-for': `203.0.113.5, ${sender}`,
      'x-forwarded-proto': 'https',
    }),
  })
  return [
    by('good', 'client', account.current),
    by('rotated, the one before', 'client', account.before),
    by('rotated, retired', 'nobody', account.retired),
    by('wrong', 'nobody', makeCertificate()),
    by('wrong: by somebody who is no trusted proxy', 'nobody', account.current, { localAddress: stranger }),
    by('expired', 'refused', account.expired),
    by('from a wrong address', 'refused', bound.current),
    by('from its address', 'client', bound.current, { sender: office }),
    by('of a disabled client', 'refused', disabled.current),
  ]
}

const nothing: Ways = { connection: {}, headers: () => ({}), soapHeader: () => '' }

function inHeader(authorization: string): Ways {
  return { ...nothing, headers: () => ({ authorization }) }
}

function inMessage(password: () => string, name: string): Ways {
  const token = () => `<w:UsernameToken><w:Username>${name}</w:Username>${password()}</w:UsernameToken>`
  return { ...nothing, soapHeader: () => `<w:Security xmlns:w="${security}">${token()}</w:Security>` }
}

function digest(secret: string, at = new Date()): string {
  const nonce = randomBytes(16)
  const created = at.toISOString()
  const made = createHash('sha1').update(nonce).update(created).update(secret).digest('base64')
  return [
    `<w:Password Type="${profile}#PasswordDigest">${made}</w:Password>`,
    `<w:Nonce>${nonce.toString('base64')}</w:Nonce>`,
    `<u:Created xmlns:u="${utility}">${created}</u:Created>`,
  ].join('')
}
