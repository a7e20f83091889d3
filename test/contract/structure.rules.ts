import type { Wsdl } from './reading.ts'
import type { Rule } from './rule.ts'

/** The frame: what stands around the types. */
export const structureRules: Record<string, Rule> = {
  namespace: {
    says: 'the namespace is urn:opendepot:<interface>:v1, for messages and types alike',
    breaches: ({ name, root }) => {
      const found = [root, ...root.find('//xsd:schema')].map((node) => node.attr('targetNamespace'))
      return differ('targetNamespace', found, [`urn:opendepot:${name}:v1`, `urn:opendepot:${name}:v1`])
    },
    planted: [
      {
        replace: 'targetNamespace="urn:opendepot:sales:v1"',
        by: 'targetNamespace="urn:opendepot:sales"',
        breach: /targetNamespace/,
      },
    ],
  },
  parts: {
    says: 'one portType, one binding, one service, one port, all named after the interface',
    breaches: (wsdl) => {
      const title = titleOf(wsdl)
      const names = (xpath: string) => wsdl.root.find(xpath).map((node) => node.attr('name'))
      return [
        ...differ('definitions', [wsdl.root.attr('name')], [title]),
        ...differ('portType', names('//wsdl:portType'), [title]),
        ...differ('binding', names('//wsdl:binding'), [`${title}Soap11`]),
        ...differ('service', names('//wsdl:service'), [`${title}Service`]),
        ...differ('port', names('//wsdl:port'), [`${title}Port`]),
        ...differ('binding type', attrs(wsdl, '//wsdl:binding', 'type'), [`tns:${title}`]),
        ...differ('port binding', attrs(wsdl, '//wsdl:port', 'binding'), [`tns:${title}Soap11`]),
      ]
    },
    planted: [
      { replace: '<wsdl:portType name="Sales">', by: '<wsdl:portType name="SalesPortType">', breach: /portType/ },
      { replace: '<wsdl:port name="SalesPort"', by: '<wsdl:port name="Sales"', breach: /port/ },
      { replace: '</wsdl:definitions>', by: '<wsdl:service name="Other"/></wsdl:definitions>', breach: /service/ },
    ],
  },
  messages: {
    says: 'messages <op>Request, <op>Response and ServiceException; part "parameters" with the wrapper element',
    breaches: (wsdl) => {
      const wanted = wsdl.operations.flatMap((operation) => [
        `${operation}Request parameters tns:${operation}`,
        `${operation}Response parameters tns:${operation}Response`,
      ])
      const found = wsdl.root.find('//wsdl:message').map((message) => {
        const parts = message
          .find('wsdl:part')
          .map((part) => `${part.attr('name') ?? ''} ${part.attr('element') ?? ''}`)
        return `${message.attr('name') ?? ''} ${parts.join(' ')}`
      })
      return differ('message', found.sort(), [...wanted, 'ServiceException fault tns:ServiceFault'].sort())
    },
    planted: [
      {
        replace: 'part name="parameters" element="tns:GetOrder"',
        by: 'part name="body" element="tns:GetOrder"',
        breach: /GetOrder/,
      },
      { replace: 'message name="GetOrderRequest"', by: 'message name="GetOrderIn"', breach: /GetOrderIn/ },
    ],
  },
  portOperations: {
    says: 'each operation of the portType has one input, one output and the one fault, with the messages of its name',
    breaches: (wsdl) =>
      wsdl.root.find('//wsdl:portType/wsdl:operation').flatMap((operation) => {
        const name = operation.attr('name') ?? ''
        const found = operation.find('wsdl:input | wsdl:output | wsdl:fault').map((node) => {
          return [node.tag, node.attr('name'), node.attr('message')].filter(Boolean).join(' ')
        })
        return differ(name, found, [
          `wsdl:input tns:${name}Request`,
          `wsdl:output tns:${name}Response`,
          'wsdl:fault ServiceFault tns:ServiceException',
        ])
      }),
    planted: [
      { replace: '<wsdl:fault name="ServiceFault" message="tns:ServiceException"/>', by: '', breach: /CreateOrder/ },
      {
        replace: '<wsdl:fault name="ServiceFault" message="tns:ServiceException"/>',
        by: '<wsdl:fault name="ServiceFault" message="tns:ServiceException"/><wsdl:fault name="Other" message="tns:ServiceException"/>',
        breach: /Other/,
      },
    ],
  },
  literal: {
    says: 'document/literal over HTTP, and soapAction = namespace + "/" + operation',
    breaches: (wsdl) => {
      const { root, namespace, operations } = wsdl
      const http = 'document http://schemas.xmlsoap.org/soap/http'
      const bindings = root
        .find('//soap:binding')
        .map((node) => `${node.attr('style') ?? ''} ${node.attr('transport') ?? ''}`)
      const actions = root.find('//wsdl:binding/wsdl:operation').map((node) => {
        const [operation] = node.find('soap:operation')
        return `${node.attr('name') ?? ''} ${operation?.attr('soapAction') ?? ''} ${operation?.attr('style') ?? 'document'}`
      })
      const uses = root.find('//soap:body | //soap:fault').map((node) => `${node.tag} ${node.attr('use') ?? ''}`)
      return [
        ...differ('binding', bindings, [http]),
        ...differ(
          'soapAction',
          actions,
          operations.map((name) => `${name} ${namespace}/${name} document`),
        ),
        ...differ(
          'use',
          uses,
          operations.flatMap(() => ['soap:body literal', 'soap:body literal', 'soap:fault literal']),
        ),
      ]
    },
    planted: [
      { replace: 'soapAction="urn:opendepot:sales:v1/GetTicket"', by: 'soapAction=""', breach: /soapAction/ },
      { replace: 'style="document" transport', by: 'style="rpc" transport', breach: /binding/ },
      { replace: '<soap:body use="literal"/>', by: '<soap:body use="encoded"/>', breach: /use/ },
    ],
  },
  selfContained: {
    says: 'no import, no include: one address, one file',
    breaches: ({ root }) => {
      const parts = root.find('//wsdl:import | //xsd:import | //xsd:include | //xsd:redefine')
      const schemas = root.find('//xsd:schema').length
      return [
        ...parts.map((node) => `${node.tag} in line ${node.line}`),
        ...(schemas === 1 ? [] : [`${schemas} schemas`]),
      ]
    },
    planted: [
      { replace: /(<xsd:schema [^>]*>)/, by: '$1<xsd:include schemaLocation="x.xsd"/>', breach: /xsd:include/ },
    ],
  },
  qualified: {
    says: 'elementFormDefault="qualified"',
    breaches: (wsdl) => differ('elementFormDefault', attrs(wsdl, '//xsd:schema', 'elementFormDefault'), ['qualified']),
    planted: [{ replace: ' elementFormDefault="qualified"', by: '', breach: /elementFormDefault/ }],
  },
  fault: {
    says: 'the fault is the element ServiceFault of type FaultInfo with the agreed fields',
    breaches: (wsdl) => {
      const fields = (name: string) => {
        return (wsdl.complexTypes.get(name) ?? []).map((field) => `${field.name}${field.min === 0 ? '?' : ''}`)
      }
      return [
        ...differ('ServiceFault', attrs(wsdl, "//xsd:schema/xsd:element[@name='ServiceFault']", 'type'), [
          'tns:FaultInfo',
        ]),
        ...differ('FaultInfo', fields('FaultInfo'), [
          'code',
          'text',
          'field?',
          'retry',
          'waitUntil?',
          'traceId',
          'faultDetails',
        ]),
        ...differ('FaultDetail', fields('FaultDetail'), ['name', 'value']),
      ]
    },
    planted: [
      {
        replace: 'name="ServiceFault" type="tns:FaultInfo"',
        by: 'name="ServiceFault" type="tns:FaultDetail"',
        breach: /ServiceFault/,
      },
      {
        replace: '<xsd:element name="waitUntil" type="xsd:dateTime" minOccurs="0">',
        by: '<xsd:element name="waitUntil" type="xsd:dateTime">',
        breach: /FaultInfo/,
      },
    ],
  },
}

function titleOf({ name }: Wsdl): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

function attrs(wsdl: Wsdl, xpath: string, name: string): (string | undefined)[] {
  return wsdl.root.find(xpath).map((node) => node.attr(name))
}

function differ(what: string, found: readonly unknown[], wanted: readonly unknown[]): string[] {
  const [is, should] = [found.join(', '), wanted.join(', ')]
  return is === should ? [] : [`${what}: ${is || 'nothing'} instead of ${should}`]
}
