import type { Node } from './reading.ts'
import type { Rule } from './rule.ts'

const order = ['wsdl:documentation', 'wsdl:types', 'wsdl:message', 'wsdl:portType', 'wsdl:binding', 'wsdl:service']

/**
 * What the Basic Profile 1.1 of WS-I asks of descriptions, by the numbers of its assertions. Those that the other rules hold
 * already are not repeated: R2001-R2009 (imports), R2110-R2112 (arrays), R2701, R2702, R2705, R2706 (style, use, transport),
 * R2201, R2210 (one part), R2303 (only requests with answers), R2745 (soapAction).
 */
export const profileRules: Record<string, Rule> = {
  R2023: {
    says: 'the parts of the file stand in their order (R2020, R2023)',
    breaches: ({ root }) => {
      const places = root.children.map(({ tag }) => order.indexOf(tag))
      return places.flatMap((place, index) =>
        place < 0 || place < (places[index - 1] ?? 0)
          ? [`${root.children[index]?.tag ?? ''} stands in a wrong place`]
          : [],
      )
    },
    planted: [
      {
        replace: /(<wsdl:types>[\s\S]*<\/wsdl:types>)([\s\S]*)(<\/wsdl:definitions>)/,
        by: '$2$1$3',
        breach: /wsdl:types/,
      },
    ],
  },
  R2025: {
    says: 'nothing of other namespaces: no policy, no MIME, no headers in the binding (R2025, R2026; SAP reads none of it)',
    breaches: ({ root }) => {
      const known = [...order, 'wsdl:definitions', 'wsdl:part', 'wsdl:operation', 'wsdl:input', 'wsdl:output']
      const all = [
        ...known,
        'wsdl:fault',
        'wsdl:port',
        'soap:binding',
        'soap:operation',
        'soap:body',
        'soap:fault',
        'soap:address',
      ]
      return root
        .find('descendant-or-self::*')
        .filter(({ tag }) => !tag.startsWith('xsd:') && !all.includes(tag))
        .map(({ tag, line }) => `${tag} in line ${line}`)
    },
    planted: [
      {
        replace: '<soap:body use="literal"/>',
        by: '<soap:body use="literal"/><soap:header message="tns:Any" part="any" use="literal"/>',
        breach: /soap:header/,
      },
      {
        replace: '<wsdl:service ',
        by: '<p:Policy xmlns:p="http://schemas.xmlsoap.org/ws/2004/09/policy"/><wsdl:service ',
        breach: /Policy/,
      },
    ],
  },
  R2204: {
    says: 'the parts of messages are elements, which are declared (R2204, R2206)',
    breaches: ({ root, wrappers }) => {
      const declared = [...wrappers.keys(), 'ServiceFault']
      return root
        .find('//wsdl:part')
        .filter((part) => part.attr('type') !== undefined || !declared.includes(local(part.attr('element'))))
        .map((part) => `the part in line ${part.line} is no declared element`)
    },
    planted: [{ replace: 'element="tns:GetOrder"', by: 'type="tns:OrderState"', breach: /no declared element/ }],
  },
  R2304: {
    says: 'no two operations have one name (R2304) or one element in the body (R2710)',
    breaches: ({ root }) => {
      const names = root.find('//wsdl:portType/wsdl:operation').map((node) => node.attr('name') ?? '')
      const inputs = root.find('//wsdl:portType/wsdl:operation/wsdl:input').map((node) => node.attr('message') ?? '')
      return [names, inputs].flatMap((all) => all.filter((one, index) => all.indexOf(one) < index))
    },
    planted: [
      { replace: '<wsdl:operation name="GetTicket">', by: '<wsdl:operation name="GetOrder">', breach: /GetOrder/ },
      {
        replace: '<wsdl:input message="tns:GetTicketRequest"/>',
        by: '<wsdl:input message="tns:GetOrderRequest"/>',
        breach: /GetOrderRequest/,
      },
    ],
  },
  R2716: {
    says: 'soap:body and soap:fault name no namespace, nor parts (R2716, R2726)',
    breaches: ({ root }) =>
      root
        .find('//soap:body | //soap:fault')
        .flatMap((node) =>
          node.attrNames
            .filter((name) => !['use', 'name'].includes(name))
            .map((name) => `${name} in line ${node.line}`),
        ),
    planted: [
      {
        replace: '<soap:body use="literal"/>',
        by: '<soap:body use="literal" namespace="urn:x"/>',
        breach: /namespace/,
      },
    ],
  },
  R2718: {
    says: 'the binding has the operations and faults of the portType (R2718, R2740), each soap:fault named as its fault (R2721, R2754)',
    breaches: ({ root }) => {
      const listed = (xpath: string, describe: (node: Node) => string) => root.find(xpath).map(describe).join('\n')
      const withFaults = (node: Node) =>
        [node, ...node.find('wsdl:fault')].map((each) => each.attr('name') ?? '').join(' ')
      const [port, binding] = ['portType', 'binding'].map((part) => listed(`//wsdl:${part}/wsdl:operation`, withFaults))
      const unnamed = root
        .find('//wsdl:binding//wsdl:fault')
        .filter((node) => node.find('soap:fault')[0]?.attr('name') !== node.attr('name'))
      return [
        ...(port === binding ? [] : ['the operations differ']),
        ...unnamed.map((node) => `the fault in line ${node.line} has a soap:fault of another name`),
      ]
    },
    planted: [
      {
        replace: '<soap:fault name="ServiceFault" use="literal"/>',
        by: '<soap:fault use="literal"/>',
        breach: /soap:fault/,
      },
      {
        replace: /(<wsdl:binding[\s\S]*?)<wsdl:operation name="GetOrder">/,
        by: '$1<wsdl:operation name="ReadOrder">',
        breach: /operations differ/,
      },
    ],
  },
  R4003: {
    says: 'the file says that it is UTF-8 and begins without a mark (R4003, R4002 allows one that some tools do not)',
    breaches: ({ text }) =>
      /^<\?xml version="1\.0" encoding="UTF-8"\?>/i.test(text) ? [] : ['no declaration of UTF-8'],
    planted: [
      { replace: 'encoding="UTF-8"', by: 'encoding="ISO-8859-1"', breach: /UTF-8/ },
      { replace: '<?xml', by: '\ufeff<?xml', breach: /UTF-8/ },
    ],
  },
}

function local(name = ''): string {
  return name.slice(name.indexOf(':') + 1)
}
