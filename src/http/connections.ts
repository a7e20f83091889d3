import type { Server, Socket } from 'node:net'
import { countedAddress, isWithin, normalAddress } from '../ip-range.ts'

export interface ConnectionLimits {
  /** Connections that are open at once. */
  readonly maxConnections: number
  /** … from one address, which for IPv6 is a /64. */
  readonly maxConnectionsPerAddress: number
  /** They stand for many senders, so only the first limit holds for them. */
  readonly trustedProxies: readonly string[]
}

/** Why a connection was closed before it brought a request. */
export type Refused = 'connections' | 'address' | 'tls' | 'malformed' | 'slow'

/** The open connections of a server, in whichever state: also those that have not said a word yet. */
export interface Connections {
  readonly size: number
  /** @param but those of requests that run */
  destroyAll(options?: { readonly but?: Iterable<Socket> }): void
}

/** Closes connections that are too many at once, without a word: an answer is what an attacker would want to cost us. */
export function limitConnections(
  server: Server,
  limits: ConnectionLimits,
  onRefused: (reason: Refused) => void,
): Connections {
  const open = new Set<Socket>()
  const ofAddress = new Map<string, number>()
  server.maxConnections = limits.maxConnections
  server.on('drop', () => {
    onRefused('connections')
  })
  server.on('connection', (socket: Socket) => {
    const address = normalAddress(socket.remoteAddress ?? '')
    // Gone between the kernel and here.
    if (address === undefined) {
      socket.destroy()
      return
    }
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    if (isWithin(limits.trustedProxies, address)) return
    const counted = countedAddress(address)
    const count = (ofAddress.get(counted) ?? 0) + 1
    if (count > limits.maxConnectionsPerAddress) {
      onRefused('address')
      socket.destroy()
      return
    }
    ofAddress.set(counted, count)
    socket.once('close', () => {
      const left = (ofAddress.get(counted) ?? 1) - 1
      if (left > 0) ofAddress.set(counted, left)
      else ofAddress.delete(counted)
    })
  })
  return {
    get size() {
      return open.size
    },
    destroyAll: ({ but = [] } = {}) => {
      const kept = new Set([...but].map(peerOf))
      for (const socket of open) if (!kept.has(peerOf(socket))) socket.destroy()
    },
  }
}

/** With TLS a connection has two sockets in Node, one in the other, but one peer. */
function peerOf({ remoteAddress = '', remotePort = 0 }: Socket): string {
  return `${remoteAddress} ${remotePort}`
}
