import { wrap } from '../../soap/endpoint-kit.ts'
import type { Attack } from '../attack.ts'
import { post } from '../messages.ts'

const getOrder = '<GetOrder xmlns="urn:opendepot:sales:v1"><orderNumber>4711</orderNumber></GetOrder>'
const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64')
const asking = (headers: Record<string, string>) => post(wrap(getOrder), { path: '/soap/sales', headers })
const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd'
const WSU = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd'
const profile = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0'
const withToken = (content: string) =>
  post(
    wrap(
      getOrder,
      `<w:Security xmlns:w="${WSSE}" xmlns:u="${WSU}"><w:UsernameToken>${content}</w:UsernameToken></w:Security>`,
    ),
    { path: '/soap/sales' },
  )
const digest = (nonce: string, created: string, password = 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=') =>
  withToken(
    `<w:Username>erp</w:Username><w:Password Type="${profile}#PasswordDigest">${password}</w:Password><w:Nonce>${nonce}</w:Nonce><u:Created>${created}</u:Created>`,
  )
const now = () => new Date().toISOString()

/** Wrong credentials in every form; right ones are counted and compared in the tests of access. */
export const credentialAttacks: readonly Attack[] = [
  {
    name: 'credentials that are none',
    answer: '401 LOGIN_REFUSED',
    connections: () =>
      [
        '',
        'Basic',
        'Basic ====',
        `Basic ${base64('no colon')}`,
        `Basic ${base64(':')}`,
        `Basic ${base64('erp:')}`,
        `Basic ${base64('erp:\0')}`,
        `Basic ${base64(`erp:${'x'.repeat(8_000)}`)}`,
        `Basic ${base64(`${'e'.repeat(8_000)}:x`)}`,
        `Basic ${base64("erp' OR '1'='1:x")}`,
        `Basic ${base64('\xff\xfe:\xff')}`,
        `basic ${base64('erp:x')}, Basic ${base64('erp:y')}`,
        'Bearer',
        'Bearer .',
        'Bearer erp.',
        `Bearer ${'a.'.repeat(4_000)}`,
        'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJlcnAifQ.',
        'Digest username="erp", response="0"',
        'Negotiate TlRMTVNTUAAB',
        '\t',
      ].map((authorization) => asking({ authorization })),
  },
  {
    name: 'somebody who says that he is a proxy, with a certificate',
    answer: '401 LOGIN_REFUSED',
    connections: () =>
      [
        { 'client-cert': `:${base64('certificate')}:`, 'x-forwarded-for': '127.0.0.1' },
        { 'client-cert': '-----BEGIN%20CERTIFICATE-----', 'x-forwarded-proto': 'https' },
        { 'x-forwarded-for': '10.0.0.1, '.repeat(900) },
        { 'x-forwarded-user': 'erp', 'x-remote-user': 'erp', 'x-ssl-client-s-dn': 'CN=erp' },
      ].map(asking),
  },
  {
    name: 'tokens of WS-Security with nothing right in them',
    answer: '401 LOGIN_REFUSED',
    connections: () => [
      withToken(''),
      withToken('<w:Username/>'),
      withToken('<w:Username>erp</w:Username>'),
      withToken('<w:Username>erp</w:Username><w:Password/>'),
      withToken(`<w:Username>erp</w:Username><w:Password Type="urn:x">x</w:Password>`),
      withToken(`<w:Username>${'e'.repeat(60_000)}</w:Username><w:Password>x</w:Password>`),
      withToken(`<w:Username>erp</w:Username><w:Password>${'x'.repeat(60_000)}</w:Password>`),
    ],
  },
  {
    name: 'digests of WS-Security with nothing right in them',
    answer: '401 LOGIN_REFUSED',
    connections: () => [
      digest('', ''),
      digest('AAAAAAAAAAAAAAAAAAAAAA==', now()),
      digest('AAAAAAAAAAAAAAAAAAAAAA==', '9999-12-31T23:59:59Z'),
      digest('AAAAAAAAAAAAAAAAAAAAAA==', '1970-01-01T00:00:00Z'),
      digest('AAAAAAAAAAAAAAAAAAAAAA==', '2'.repeat(60_000)),
      digest('!'.repeat(60_000), now()),
      digest('A'.repeat(60_000), now()),
      digest('AA==', now(), ''),
      digest('AAAAAAAAAAAAAAAAAAAAAA==', now(), 'A'.repeat(60_000)),
    ],
  },
  {
    name: '200 wrong secrets for one client at once',
    answer: '401 LOGIN_REFUSED',
    connections: () => Array.from({ length: 200 }, (_, i) => asking({ authorization: `Basic ${base64(`erp:${i}`)}` })),
    atOnce: true,
  },
]
