import { S11, S12, wrap } from '../../soap/endpoint-kit.ts'
import type { Attack, Connection } from '../attack.ts'
import { call, confirm, DEPOT, envelopeOf, goodCall, goodMessage, inHeader, post, times, XSI } from '../messages.ts'

const WSA = 'http://www.w3.org/2005/08/addressing'
const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd'
const WSU = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd'
const SIGNATURE = 'http://www.w3.org/2000/09/xmldsig#'
const SALES = 'urn:opendepot:sales:v1'
const other = `<GetBlockList xmlns="${DEPOT}"><firmCode>6000010</firmCode></GetBlockList>`
const body = (content: string, attributes = '') => `<s:Body${attributes}>${content}</s:Body>`
const token = (name: string) =>
  `<w:UsernameToken><w:Username>${name}</w:Username><w:Password>x</w:Password></w:UsernameToken>`
const security = (content: string, attributes = '') =>
  `<w:Security xmlns:w="${WSSE}" xmlns:u="${WSU}"${attributes}>${content}</w:Security>`
const signature = `<d:Signature xmlns:d="${SIGNATURE}"><d:SignedInfo><d:Reference URI="#signed"/></d:SignedInfo></d:Signature>`
const hidden = `<x:w xmlns:x="urn:x"><s:Body xmlns:u="${WSU}" u:Id="signed">${other}</s:Body></x:w>`

const all = (name: string, answer: Attack['answer'], ...messages: readonly (() => string)[]): Attack => ({
  name,
  answer,
  connections: () => messages.map((message) => post(message())),
})
const typed = (name: string, answer: Attack['answer'], type: string, message: string): Attack => ({
  name,
  answer,
  connections: (): Connection[] => [post(message, { headers: { 'content-type': type } })],
})
const spoofed = (action: string) => post(goodMessage, { headers: { soapaction: action } })

const refused = '500 INVALID_REQUEST'

export const envelopeAttacks: readonly Attack[] = [
  all(
    'another root',
    '500 VersionMismatch',
    () => '<a/>',
    () => goodCall,
    () => `<Envelope>${body('')}</Envelope>`,
  ),
  all('an envelope of another namespace', '500 VersionMismatch', () => wrap(goodCall, undefined, 'urn:soap')),
  all(
    'nothing, or blanks',
    refused,
    () => '',
    () => ' \n\t',
  ),
  all(
    'two bodies',
    refused,
    () => envelopeOf(body(goodCall) + body(other)),
    () => envelopeOf(body('') + body(goodCall)),
  ),
  all(
    'two operations in the body',
    refused,
    () => wrap(goodCall + other),
    () => wrap(`${goodCall}<a/>`),
  ),
  all(
    'a second envelope',
    refused,
    () => goodMessage + goodMessage,
    () => envelopeOf(goodMessage),
  ),
  all('two headers', refused, () => envelopeOf(`<s:Header/><s:Header/>${body(goodCall)}`)),
  all('a header behind the body', refused, () => envelopeOf(`${body(goodCall)}<s:Header/>`)),
  all('a body in the header, for whoever looks by name', '200', () => wrap(goodCall, hidden)),
  all('a header that claims to be a body', refused, () => wrap(goodCall, body(other))),
  all('a signed body moved to the header, ours in its place', '200', () =>
    envelopeOf(
      `<s:Header>${security(signature)}${hidden}</s:Header>${body(goodCall, ` xmlns:u="${WSU}" u:Id="mine"`)}`,
    ),
  ),
  all('the same, and the signature must be understood', '500 MustUnderstand', () =>
    envelopeOf(`<s:Header>${security(signature, ' s:mustUnderstand="1"')}${hidden}</s:Header>${body(goodCall)}`),
  ),
  all(
    'two senders in one message',
    refused,
    () => wrap(goodCall, security(token('a') + token('b'))),
    () => wrap(goodCall, security(token('a')) + security(token('b'))),
  ),
  all('unknown blocks that must be understood', '500 MustUnderstand', () =>
    wrap(goodCall, '<x:a xmlns:x="urn:x" s:mustUnderstand="1"/>'),
  ),
  all('5,000 header blocks', '500 LIMIT_EXCEEDED headerBlocks', () =>
    wrap(goodCall, '<x:a xmlns:x="urn:x"/>'.repeat(5_000)),
  ),
  all(
    'an answer wanted at another address',
    refused,
    ...['ReplyTo', 'FaultTo'].map(
      (name) => () =>
        wrap(goodCall, `<a:${name} xmlns:a="${WSA}"><a:Address>http://169.254.169.254/</a:Address></a:${name}>`),
    ),
  ),
  {
    name: 'a SOAPAction of another operation',
    answer: '500 ACTION_MISMATCH',
    connections: () =>
      ['"urn:opendepot:depot:v1/GetBlockList"', 'GetBlockList', '"urn:x#GetBlockList"', '"http://x/GetBlockList"'].map(
        spoofed,
      ),
  },
  typed(
    'the same by SOAP 1.2',
    '400 ACTION_MISMATCH',
    'application/soap+xml; action="urn:opendepot:depot:v1/GetBlockList"',
    wrap(goodCall, undefined, S12),
  ),
  all('the same by WS-Addressing', '500 ACTION_MISMATCH', () =>
    wrap(goodCall, `<a:Action xmlns:a="${WSA}">urn:opendepot:depot:v1/GetBlockList</a:Action>`),
  ),
  all('two actions of WS-Addressing', refused, () =>
    wrap(
      goodCall,
      ['GetBlockList', 'GetKeys']
        .map((name) => `<a:Action xmlns:a="${WSA}">urn:opendepot:depot:v1/${name}</a:Action>`)
        .join(''),
    ),
  ),
  all(
    'an operation of another interface',
    '500 UNKNOWN_OPERATION',
    () => wrap(`<CreateOrder xmlns="${SALES}"/>`),
    () => wrap(`<PutClient xmlns="urn:opendepot:admin:v1"/>`),
  ),
  all(
    'an answer or a fault as request',
    '500 UNKNOWN_OPERATION',
    () => wrap(`<GetKeysResponse xmlns="${DEPOT}"/>`),
    () => wrap('<s:Fault><faultcode>s:Client</faultcode></s:Fault>'),
  ),
  all(
    'elements without or of another namespace',
    refused,
    () => call('GetKeys', '<firmCode xmlns="">6000010</firmCode>'),
    () => call('GetKeys', '<firmCode xmlns="urn:x">6000010</firmCode>'),
  ),
  all(
    'lies about types',
    refused,
    ...['d:base64Binary', 'd:anyType', 'FileText', 'x:y', '', 'd:int d:int'].map(
      (type) => () =>
        call(
          'GetKeys',
          `<firmCode xmlns:i="${XSI}" xmlns:d="http://www.w3.org/2001/XMLSchema" i:type="${type}">6000010</firmCode>`,
        ),
    ),
  ),
  all('values that are nil', refused, () => call('GetKeys', `<firmCode xmlns:i="${XSI}" i:nil="true"/>`)),
  all('a schema from elsewhere', '200', () =>
    call('GetKeys', `<firmCode xmlns:i="${XSI}" i:schemaLocation="urn:x http://127.0.0.1:9/x.xsd">6000010</firmCode>`),
  ),
  all('3,000 references of SOAP encoding', refused, () =>
    wrap(
      `<GetKeys xmlns="${DEPOT}"><firmCode href="#a0"/></GetKeys>${times(3_000, (i) => `<m id="a${i}" href="#a${(i + 1) % 3_000}"/>`)}`,
    ),
  ),
  all(
    'SOAP encoding',
    refused,
    () => wrap(goodCall.replace('>', ` s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">`)),
    () => envelopeOf(body(goodCall, ' s:encodingStyle=""')),
  ),
  all('an array of SOAP encoding', refused, () =>
    call('GetTickets', '<ticketIds xmlns:e="http://schemas.xmlsoap.org/soap/encoding/" e:arrayType="x[2147483647]"/>'),
  ),
  all('a file by reference (XOP)', refused, () =>
    confirm('<x:Include xmlns:x="http://www.w3.org/2004/08/xop/include" href="cid:file:///etc/passwd"/>'),
  ),
  typed(
    'attachments (MTOM)',
    '415',
    'multipart/related; type="application/xop+xml"; boundary=b',
    `--b\r\n\r\n${goodMessage}\r\n--b--`,
  ),
  typed(
    'attachments of SOAP 1.1',
    '415',
    'multipart/related; type="text/xml"; boundary="b"',
    `--b\r\n\r\n${goodMessage}\r\n--b--`,
  ),
  {
    name: 'other media types',
    answer: '415',
    connections: () =>
      [
        'text/html',
        'application/json',
        'application/x-www-form-urlencoded',
        'text/xml2',
        'text/xml, text/html',
        'application/octet-stream',
        '',
      ].map((type) => post(goodMessage, { headers: { 'content-type': type } })),
  },
  all(
    'text between the elements',
    refused,
    () => wrap(`x${goodCall}`),
    () => inHeader('').replace('<s:Body>', 'x<s:Body>'),
  ),
  all(
    'SOAP 1.1 and 1.2 in one message',
    refused,
    () => `<s:Envelope xmlns:s="${S11}"><t:Body xmlns:t="${S12}">${goodCall}</t:Body></s:Envelope>`,
  ),
]
