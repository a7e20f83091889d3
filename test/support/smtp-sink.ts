import { createServer, type Socket } from 'node:net'

/** A mail as it came in. */
export interface TakenMail {
  readonly to: string
  /** Headers and body as they were sent. */
  readonly data: string
}

/** A mail server that keeps what it is given, in the few words of SMTP that a client needs. */
export interface SmtpSink extends AsyncDisposable {
  readonly url: string
  readonly mails: readonly TakenMail[]
  /** The next mails are refused for now, so many of them. */
  refuse(count: number): void
}

export async function startSmtpSink(): Promise<SmtpSink> {
  const mails: TakenMail[] = []
  const sockets = new Set<Socket>()
  let refusals = 0
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    let to = ''
    let data: string | undefined
    let rest = ''
    const say = (line: string) => socket.write(`${line}\r\n`)
    const hear = (line: string) => {
      if (data !== undefined) {
        if (line !== '.') data += `${line.replace(/^\.\./, '.')}\n`
        else {
          mails.push({ to, data })
          data = undefined
          say('250 taken')
        }
        return
      }
      const word = line.slice(0, 4).toUpperCase()
      if (word === 'EHLO' || word === 'HELO') say('250 sink')
      else if (word === 'RCPT') {
        to = /<(.*)>/.exec(line)?.[1] ?? ''
        if (refusals > 0) {
          refusals -= 1
          say('451 not now')
        } else say('250 ok')
      } else if (word === 'DATA') {
        data = ''
        say('354 go on')
      } else if (word === 'QUIT') {
        say('221 bye')
        socket.end()
      } else say('250 ok')
    }
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      const lines = (rest + chunk.toString('utf8')).split('\r\n')
      rest = lines.pop() ?? ''
      for (const line of lines) hear(line)
    })
    say('220 sink')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the sink has no port')
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    mails,
    refuse: (count) => {
      refusals = count
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
