import { BasicAuthSecurity, createClientAsync } from 'soap'

const { SERVER = 'http://127.0.0.1:8080', SOAP_VERSION } = process.env

/**
 * A client of OpenDepot, made by the package `soap` from the WSDL that the server gives. Sales and Admin need an API
 * client, the Depot does not.
 * @param face sales, depot or admin
 */
export async function connect(face, user, secret) {
  const is12 = SOAP_VERSION === '1.2'
  const client = await createClientAsync(`${SERVER}/soap/${face}?${is12 ? 'wsdl12' : 'wsdl'}`, {
    forceSoap12Headers: is12,
    // A text keeps the blanks at its ends, a container file its line ends.
    preserveWhitespace: true,
  })
  if (user !== undefined) client.setSecurity(new BasicAuthSecurity(user, secret))
  return client
}

/** Calls an operation and gives its result. Waits a minute for the answer. */
export async function call(client, operation, request) {
  const [answer] = await client[`${operation}Async`](request, { timeout: 60_000 })
  return answer.result
}

/** A list: `soap` gives a list of one as the one, and an empty list as nothing. */
export const listOf = (value) => [value ?? []].flat()

/** The typed detail of a refusal: code, text, field, retry, faultDetails. Undefined: no fault, so no answer. */
export function faultInfo(error) {
  const fault = error.root?.Envelope.Body.Fault
  return (fault?.detail ?? fault?.Detail)?.ServiceFault
}
