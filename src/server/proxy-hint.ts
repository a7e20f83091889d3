import type { IncomingMessage } from 'node:http'
import type { Config } from '../config.ts'
import { isWithin, normalAddress } from '../ip-range.ts'
import type { Logger } from '../logger.ts'

/** Where proxies of one's own stand; whoever writes the header himself from elsewhere is not worth a line. */
const nearby = ['127.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16', '::1', 'fc00::/7']

/**
 * Tells the log, once, that requests come through a proxy that is not trusted: to the server they all have one sender, who
 * then spends everybody's budget of failed attempts.
 */
export function proxyHint({ trustedProxies }: Config, logger: Logger): (request: IncomingMessage) => void {
  let isTold = false
  return ({ headers, socket }) => {
    if (isTold || headers['x-forwarded-for'] === undefined) return
    const address = normalAddress(socket.remoteAddress ?? '')
    if (isWithin(trustedProxies, address) || !isWithin(nearby, address)) return
    isTold = true
    const text = 'requests come through a proxy that is not believed, so all seem to be from it; see TRUSTED_PROXIES'
    logger.warn(text, { address })
  }
}
