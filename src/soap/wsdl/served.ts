import { escapeAttribute } from '../escape.ts'

/**
 * The file as it is served: word for word, but for the address, which is the public one and never that of the Host
 * header. For SOAP 1.2 the namespace of the binding and the name of the binding change with it.
 */
export function servedWsdl(text: string, version: '1.1' | '1.2', address: string): string {
  const addressed = replaceOnce(
    text,
    /(<(?:\w+:)?address\s+location=)("[^"]*"|'[^']*')/g,
    `$1"${escapeAttribute(address).replaceAll('$', '$$$$')}"`,
  )
  if (version === '1.1') return addressed
  const bound = replaceOnce(
    addressed,
    /http:\/\/schemas\.xmlsoap\.org\/wsdl\/soap\//g,
    'http://schemas.xmlsoap.org/wsdl/soap12/',
  )
  return bound.replace(/(\s(?:name|binding)=["'][\w:]*)Soap11(["'])/g, '$1Soap12$2')
}

function replaceOnce(text: string, what: RegExp, replacement: string): string {
  const count = [...text.matchAll(what)].length
  if (count !== 1) throw new Error(`the WSDL must hold ${what.source} exactly once, not ${count} times`)
  return text.replace(what, replacement)
}
