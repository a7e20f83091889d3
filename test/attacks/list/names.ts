import { wrap } from '../../soap/endpoint-kit.ts'
import type { Attack, Connection } from '../attack.ts'
import { call, DEPOT, escaped, goodCall, goodMessage, inHeader, post, XSI } from '../messages.ts'

/** Names that every object of the language has. */
export const namesOfEngine = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  '__defineGetter__',
  '__lookupSetter__',
]
const polluting = '{"isPolluted":true}'

const everywhere = (
  name: string,
  answer: Attack['answer'],
  make: (word: string, authorization: string) => Connection,
): Attack => ({
  name: `names of the engine as ${name}`,
  answer,
  connections: (authorization) => namesOfEngine.map((word) => make(word, authorization)),
})
const refused = '500 INVALID_REQUEST'

let orders = 0
const order = (line: string, customer = '') =>
  wrap(
    `<CreateOrder xmlns="urn:opendepot:sales:v1"><order><orderNumber>N-${++orders}</orderNumber><customer><customerId>C-1</customerId>${customer}</customer><orderLines><orderLine><lineNumber>1</lineNumber><itemNumber>CAD-PRO</itemNumber><quantity>1</quantity>${line}</orderLine></orderLines></order></CreateOrder>`,
  )
const sales = (message: string, authorization: string) =>
  post(message, { path: '/soap/sales', headers: { authorization } })

/** Prototype pollution: everywhere a name can come in. */
export const nameAttacks: readonly Attack[] = [
  everywhere('operation', '500 UNKNOWN_OPERATION', (word) => post(wrap(`<${word} xmlns="${DEPOT}"/>`))),
  everywhere('element', refused, (word) =>
    post(call('GetKeys', `<${word}>${polluting}</${word}><firmCode>6000010</firmCode>`)),
  ),
  everywhere('element of a header block', '200', (word) =>
    post(inHeader(`<${word} ${word}="x">${polluting}</${word}>`)),
  ),
  everywhere('header block', '200', (word) =>
    post(wrap(goodCall, `<x:${word} xmlns:x="urn:x">${polluting}</x:${word}>`)),
  ),
  everywhere('prefix', '200', (word) =>
    post(
      wrap(`<${word}:GetKeys xmlns:${word}="${DEPOT}"><${word}:firmCode>6000010</${word}:firmCode></${word}:GetKeys>`),
    ),
  ),
  everywhere('attribute', refused, (word) =>
    post(call('GetKeys', `<firmCode ${word}="${escaped(word)}" id="${word}">6000010</firmCode>`)),
  ),
  everywhere('type', refused, (word) =>
    post(call('GetKeys', `<firmCode xmlns:i="${XSI}" i:type="${word}">6000010</firmCode>`)),
  ),
  everywhere('namespace', '500 UNKNOWN_OPERATION', (word) =>
    post(wrap(`<GetKeys xmlns="${word}"><firmCode>6000010</firmCode></GetKeys>`)),
  ),
  everywhere('SOAPAction', '200', (word) =>
    post(goodMessage, { headers: { soapaction: `"urn:opendepot:depot:v1/${word}"` } }),
  ),
  everywhere('HTTP header', '200', (word) => post(goodMessage, { headers: { [word]: polluting } })),
  everywhere('parameter of the media type', '200', (word) =>
    post(goodMessage, { headers: { 'content-type': `text/xml; ${word}="x"; charset=utf-8` } }),
  ),
  everywhere('encoding', refused, (word) =>
    post(goodMessage, { headers: { 'content-type': `text/xml; charset=${word}` } }),
  ),
  everywhere('query', /^(405|404)( \| (405|404))*$/, (word) =>
    post('', { method: 'GET', path: `/soap/depot?${word}[isPolluted]=1&${word}.x=y` }),
  ),
  everywhere('path', '404', (word) => post('', { method: 'GET', path: `/${word}` })),
  everywhere('path of an interface', '404', (word) => post(goodMessage, { path: `/soap/${word}` })),
  everywhere('name of a client', '401 LOGIN_REFUSED', (word) =>
    sales(goodMessage, `Basic ${Buffer.from(`${word}:secret`).toString('base64')}`),
  ),
  everywhere('field of a customer', '200', (word, authorization) =>
    sales(
      order(
        '',
        `<customerFields><customerField><name>${word}</name><value>${word}</value></customerField></customerFields>`,
      ),
      authorization,
    ),
  ),
  everywhere('parameter of an order line', '500 PARAMETER_INVALID', (word, authorization) =>
    sales(
      order(`<parameters><parameter><name>${word}</name><value>${polluting}</value></parameter></parameters>`),
      authorization,
    ),
  ),
  everywhere('item', '500 ITEM_UNKNOWN', (word, authorization) =>
    sales(order('').replace('CAD-PRO', word), authorization),
  ),
  everywhere('order', '500 ORDER_UNKNOWN', (word, authorization) =>
    sales(
      wrap(`<GetOrder xmlns="urn:opendepot:sales:v1"><orderNumber>${word}</orderNumber></GetOrder>`),
      authorization,
    ),
  ),
  everywhere('request', '200', (word) => post(goodMessage, { headers: { 'idempotency-key': word } })),
]
