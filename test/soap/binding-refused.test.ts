import { loadContract } from '../../src/soap/contract.ts'
import { shopWsdl } from './shop.ts'

/** The file with one piece replaced, which must be there. */
function changed(what: string | RegExp, by: string): string {
  const text = shopWsdl.replace(what, () => by)
  if (text === shopWsdl) throw new Error(`${String(what)} is not in the file`)
  return text
}

const [placeOrder] = /<wsdl:operation name="PlaceOrder">\s*<wsdl:doc[\s\S]*?<\/wsdl:operation>/.exec(shopWsdl)!

describe('messages and bindings are refused when', () => {
  test.each([
    [
      'a message has two parts',
      changed(
        '<wsdl:part name="fault" element="tns:ServiceFault"/>',
        '<wsdl:part name="fault" element="tns:ServiceFault"/><wsdl:part name="b" element="tns:Echo"/>',
      ),
      'it must hold exactly one <part>, not 2',
    ],
    [
      'a part has another name',
      changed('name="parameters" element="tns:Echo"', 'name="body" element="tns:Echo"'),
      'the part must be named parameters',
    ],
    ['a part has a type', changed('element="tns:Echo"', 'type="tns:Order"'), 'the attribute element is missing'],
    [
      'a part names no element',
      changed('element="tns:Echo"', 'element="tns:Echos"'),
      'there is no element Echos in the schema',
    ],
    [
      'a part names an element from elsewhere',
      changed('element="tns:Echo"', 'element="xsd:Echo"'),
      'there is no element Echo in the schema',
    ],
    [
      'the binding is rpc',
      changed('style="document" transport', 'style="rpc" transport'),
      '<binding>: style must be "document"',
    ],
    [
      'an operation is rpc',
      changed('/PlaceOrder" style="document"', '/PlaceOrder" style="rpc"'),
      'the style must be document',
    ],
    [
      'a body is encoded',
      changed('<soap:body use="literal"/>', '<soap:body use="encoded"/>'),
      '<body>: use must be "literal"',
    ],
    [
      'the transport is not HTTP',
      changed('http://schemas.xmlsoap.org/soap/http', 'http://schemas.xmlsoap.org/soap/smtp'),
      'transport must be',
    ],
    [
      'a header is bound',
      changed('<soap:body use="literal"/>', '<soap:body use="literal"/><soap:header/>'),
      '<input>: <header> is not supported here',
    ],
    [
      'two operations have one soapAction',
      changed('urn:test:shop:v1/Echo"', 'urn:test:shop:v1/PlaceOrder"'),
      'two operations have the same soapAction',
    ],
    [
      'the names of a fault differ',
      changed('<soap:fault name="ServiceFault"', '<soap:fault name="Other"'),
      'the names differ',
    ],
    [
      'an operation is one-way',
      changed('<wsdl:output message="tns:EchoResponse"/>', ''),
      'it must hold exactly one <output>, not 0',
    ],
    [
      'an operation stands twice',
      changed(/<wsdl:operation name="Echo">\s*<wsdl:doc[\s\S]*?<\/wsdl:operation>/, placeOrder),
      '<operation name="PlaceOrder">: the operation stands twice',
    ],
    [
      'an operation has no binding',
      changed(/<wsdl:operation name="Echo">(?=\s*<soap:operation)/, '<wsdl:operation name="Other">'),
      '<operation name="Echo">: the operation has no binding',
    ],
    [
      'it could not be served',
      `${shopWsdl}<!-- http://schemas.xmlsoap.org/wsdl/soap/ -->`,
      'the WSDL must hold http:\\/\\/schemas\\.xmlsoap\\.org\\/wsdl\\/soap\\/ exactly once, not 2 times',
    ],
    [
      'a message is not there',
      changed('message="tns:EchoRequest"', 'message="tns:EchoQuestion"'),
      'there is no message EchoQuestion',
    ],
    [
      'a message is from elsewhere',
      changed('message="tns:EchoRequest"', 'message="xsd:EchoRequest"'),
      'there is no message EchoRequest',
    ],
    [
      'a wrapper has another name',
      changed('element="tns:EchoResponse"', 'element="tns:PlaceOrderResponse"'),
      'the wrapper elements must be named Echo and EchoResponse',
    ],
    [
      'faults differ',
      changed(
        '<wsdl:fault name="ServiceFault" message="tns:ServiceException"/>',
        '<wsdl:fault name="ServiceFault" message="tns:EchoResponse"/>',
      ),
      'all operations must declare the same fault',
    ],
    [
      'there is no operation',
      changed(/(?<=<wsdl:portType name="Shop">)[\s\S]*(?=<\/wsdl:portType>)/, ''),
      'the binding has other operations',
    ],
    ['the binding is of another portType', changed('type="tns:Shop">', 'type="tns:Store">'), 'type must be Shop'],
    [
      'the port has another binding',
      changed('binding="tns:ShopSoap11"', 'binding="tns:ShopSoap12"'),
      'binding must be ShopSoap11',
    ],
    [
      'there are two ports',
      changed(/<wsdl:port [\s\S]*?<\/wsdl:port>/, '<wsdl:port/><wsdl:port/>'),
      'it must hold exactly one <port>, not 2',
    ],
  ])('%s', (_, wsdl, message) => {
    expect(() => loadContract(wsdl)).toThrow(message)
  })
})
