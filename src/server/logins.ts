import type { IncomingMessage } from 'node:http'
import type { Authenticator } from '../clients/authenticate.ts'
import { loginRefused, type Login, type Reason } from '../clients/login.ts'
import type { MessageToken } from '../clients/message-token.ts'
import { Fault } from '../faults.ts'
import type { RequestScope } from '../http/request-log.ts'
import { isWithin } from '../ip-range.ts'
import type { Caller } from '../operation.ts'
import { wrongLogin, type Defences } from './defences.ts'

export interface LoginParts {
  readonly authenticator: Authenticator
  /** `REQUIRE_TLS` */
  readonly requireTls: boolean
  readonly defences: Defences
}

/**
 * Who sends a request, by the first that it brings: an `Authorization` header, a client certificate that is somebody's,
 * or a UsernameToken in the message. A wrong one is refused, and never passed over for the next.
 */
export class Logins {
  readonly #parts: LoginParts

  constructor(parts: LoginParts) {
    this.#parts = parts
  }

  /**
   * By what comes with the headers, before the body is read; undefined when nothing does.
   * @throws Fault `LOGIN_REFUSED`; `FORBIDDEN` when it came without TLS and must not
   */
  async byHeaders({ headers }: IncomingMessage, scope: RequestScope): Promise<Caller | undefined> {
    const { address, isHidden, isSecure, certificate } = scope.sender
    if (this.#parts.requireTls && !isSecure && (isHidden || !isWithin(thisMachine, address))) {
      throw new Fault(
        'FORBIDDEN',
        'This server takes SOAP over TLS only: send to its https address. What came with this request could be read on the way.',
      )
    }
    const { authenticator } = this.#parts
    const { authorization } = headers
    if (authorization !== undefined) return this.#callerOf(await authenticator.byHeader(authorization, address), scope)
    const login = certificate && (await authenticator.byCertificate(certificate, address))
    return login && this.#callerOf(login, scope)
  }

  /**
   * By the UsernameToken of the message.
   * @throws Fault `LOGIN_REFUSED`
   */
  async byToken(token: MessageToken, scope: RequestScope): Promise<Caller> {
    return this.#callerOf(await this.#parts.authenticator.byToken(token, scope.sender.address), scope)
  }

  async #callerOf(login: Login, scope: RequestScope): Promise<Caller> {
    if (login.caller !== undefined) {
      scope.note({ caller: login.caller.name, login: login.way })
      this.#parts.defences.rates.client(login.caller.name)
      return login.caller
    }
    const { reason, client } = login
    scope.note({ loginRefused: reason, ...(client !== undefined && { refusedClient: client }) })
    if (guessed.has(reason)) await wrongLogin(this.#parts.defences, scope.sender)
    throw loginRefused(reason)
  }
}

/** Refusals of which somebody who guesses would learn something. */
const guessed: ReadonlySet<Reason> = new Set(['unknown', 'wrongSecret', 'noDigest', 'disabled', 'address', 'replayed'])

const thisMachine = ['127.0.0.0/8', '::1']
