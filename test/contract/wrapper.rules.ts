import type { Wsdl } from './reading.ts'
import type { Rule } from './rule.ts'

/** Children of a request that may be absent without a harm (design §2). */
const mayBeAbsent = ['requestId', 'runMode', 'cursor']

/** The wrappers: what a generated method looks like. */
export const wrapperRules: Record<string, Rule> = {
  fewChildren: {
    says: 'a request holds at most four children, all required but requestId, runMode and cursor',
    breaches: (wsdl) =>
      wsdl.operations.flatMap((operation) => {
        const children = wsdl.wrappers.get(operation) ?? []
        const optional = children.filter(({ name, min }) => min === 0 && !mayBeAbsent.includes(name))
        return [
          ...(children.length > 4 ? [`${operation} has ${children.length} children`] : []),
          ...optional.map(({ name }) => `${operation}/${name} is optional`),
          ...children.filter(({ max }) => max !== 1).map(({ name }) => `${operation}/${name} is repeated`),
        ]
      }),
    planted: [
      {
        replace: '<xsd:element name="order" type="tns:Order">',
        by: '<xsd:element name="order" type="tns:Order" minOccurs="0">',
        breach: /CreateOrder\/order is optional/,
      },
      {
        replace: /(<xsd:element name="order" type="tns:Order">)/,
        by: '<xsd:element name="a" type="tns:Order"/><xsd:element name="b" type="tns:Order"/>$1',
        breach: /5 children/,
      },
    ],
  },
  oneResult: {
    says: 'a response has exactly one child, "result", required, of a named type',
    breaches: (wsdl) =>
      wsdl.operations.flatMap((operation) => {
        const children = wsdl.wrappers.get(`${operation}Response`) ?? []
        const [result] = children
        const isRight = children.length === 1 && result?.name === 'result' && result.min === 1 && result.max === 1
        return isRight && wsdl.complexTypes.has(result.type) ? [] : [`${operation}Response is not one result`]
      }),
    planted: [
      {
        replace: /name="result" type="tns:OrderState"/,
        by: 'name="orderState" type="tns:OrderState"',
        breach: /GetOrderResponse/,
      },
      {
        replace: /name="result" type="tns:OrderState"/,
        by: 'name="result" type="xsd:string"',
        breach: /GetOrderResponse/,
      },
    ],
  },
  noHolders: {
    says: 'no child of a request is a child of its response: Java and .NET would make holders of it',
    breaches: (wsdl) =>
      wsdl.operations.flatMap((operation) => {
        const answered = (wsdl.wrappers.get(`${operation}Response`) ?? []).map(({ name }) => name)
        const both = (wsdl.wrappers.get(operation) ?? []).filter(({ name }) => answered.includes(name))
        return both.map(({ name }) => `${operation}/${name} is in the response too`)
      }),
    planted: [
      {
        replace: '<xsd:element name="order" type="tns:Order">',
        by: '<xsd:element name="result" type="tns:Order">',
        breach: /result/,
      },
    ],
  },
  writes: {
    says: 'requestId and runMode come together and first, always as the same strings: an operation with runMode can be sent again',
    breaches: (wsdl) =>
      wsdl.operations.flatMap((operation) => {
        const head = (wsdl.wrappers.get(operation) ?? []).slice(0, 2).map(({ name, type }) => `${name} ${type}`)
        const all = (wsdl.wrappers.get(operation) ?? []).map(({ name }) => name)
        const isWrite = all.includes('runMode') || all.includes('requestId')
        const isRight = head.join() === 'requestId RequestIdText,runMode RunMode'
        return isWrite && !isRight ? [`${operation} does not begin with requestId and runMode`] : []
      }),
    planted: [
      {
        replace: '<xsd:element name="requestId" type="tns:RequestIdText" minOccurs="0">',
        by: '<xsd:element name="callId" type="tns:RequestIdText" minOccurs="0">',
        breach: /CreateOrder/,
      },
      {
        replace: '<xsd:element name="runMode" type="tns:RunMode"',
        by: '<xsd:element name="runMode" type="xsd:boolean"',
        breach: /CreateOrder/,
      },
    ],
  },
  comment: {
    says: 'every write by a person or their program may carry a comment',
    breaches: (wsdl) =>
      wsdl.operations.flatMap((operation) => {
        const children = wsdl.wrappers.get(operation) ?? []
        // In the Depot it is the software that writes, not a person with something to say.
        if (wsdl.name === 'depot' || !children.some(({ name }) => name === 'runMode')) return []
        const payload = wsdl.complexTypes.get(children.at(-1)?.type ?? '') ?? []
        // In a batch each entry brings its own.
        if (operation === 'CreateOrders') return []
        return payload.some(({ name, min }) => name === 'comment' && min === 0) ? [] : [`${operation} has no comment`]
      }),
    planted: [
      {
        replace: 'name="comment" type="tns:CommentText" minOccurs="0"',
        by: 'name="remark" type="tns:CommentText" minOccurs="0"',
        breach: /CreateOrder/,
      },
    ],
  },
  paging: {
    says: 'a request with a cursor has a required pageSize, and its result a nextCursor',
    breaches: (wsdl) =>
      wsdl.operations.flatMap((operation) => {
        const children = wsdl.wrappers.get(operation) ?? []
        if (!children.some(({ name }) => name === 'cursor')) return []
        const pageSize = children.find(({ name }) => name === 'pageSize')
        const result = wsdl.wrappers.get(`${operation}Response`)?.[0]?.type ?? ''
        const hasNext = wsdl.complexTypes.get(result)?.some(({ name, min }) => name === 'nextCursor' && min === 0)
        return [
          ...(pageSize?.min === 1 ? [] : [`${operation} has no required pageSize`]),
          ...(hasNext === true ? [] : [`${operation} gives no nextCursor`]),
        ]
      }),
    planted: [
      {
        replace: /(<xsd:element name="order" type="tns:Order">)/,
        by: '<xsd:element name="cursor" type="tns:RequestIdText" minOccurs="0"/>$1',
        breach: /CreateOrder has no required pageSize/,
      },
    ],
  },
  harmlessLoss: {
    says: 'no optional boolean, number or enumeration in what is written: .NET clients leave them out unless a second flag is set',
    breaches: (wsdl) => {
      const writes = wsdl.operations.filter((name) =>
        wsdl.wrappers.get(name)?.some((child) => child.name === 'runMode'),
      )
      const types = wsdl.reachable(writes)
      return wsdl.fields
        .filter(({ owner, min, max }) => (types.has(owner) || writes.includes(owner)) && min === 0 && max === 1)
        .filter(({ type }) => {
          const isChoice = wsdl.simpleTypes.get(type)?.facets.includes('enumeration') === true
          return isChoice || ['int', 'long', 'decimal', 'boolean'].includes(baseOf(wsdl, type))
        })
        .map(({ owner, name }) => `${owner}/${name} is an optional number, boolean or enumeration`)
    },
    planted: [
      {
        replace: 'name="inseparable" type="tns:YesNoText" minOccurs="0"',
        by: 'name="inseparable" type="tns:YesNo" minOccurs="0"',
        breach: /inseparable/,
      },
      {
        replace: /<xsd:element name="quantity" type="([^"]*)">/,
        by: '<xsd:element name="quantity" type="$1" minOccurs="0">',
        breach: /quantity/,
      },
    ],
  },
}

/** The built-in type behind a type. */
export function baseOf(wsdl: Wsdl, type: string): string {
  return wsdl.simpleTypes.get(type)?.base.replace('xsd:', '') ?? type
}
