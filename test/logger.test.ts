import { randomBytes } from 'node:crypto'
import { newTicket, writeTicket } from '../src/domain/ticket.ts'
import { Fault } from '../src/faults.ts'
import { createLogger, silentLogger } from '../src/logger.ts'
import { redact, redactText } from '../src/redact.ts'

function logOf(level: 'info' | 'debug', write: (logger: ReturnType<typeof createLogger>) => void): unknown[] {
  const lines: string[] = []
  write(createLogger(level, { write: (line) => lines.push(line) }))
  return lines.map((line) => JSON.parse(line) as unknown)
}

describe('createLogger', () => {
  test('writes one JSON object a line, with level, message, time and facts', () => {
    const [event, ...others] = logOf('info', (logger) => logger.info('request', { operation: 'CreateOrder', ms: 4 }))
    expect(event).toEqual({
      level: 'info',
      message: 'request',
      operation: 'CreateOrder',
      ms: 4,
      timestamp: expect.stringMatching(/^20\d\d-\d\d-\d\dT[\d:.]+Z$/),
    })
    expect(others).toEqual([])
  })

  test('writes from its level upwards', () => {
    const writeAll = (logger: ReturnType<typeof createLogger>) => {
      logger.error('e')
      logger.warn('w')
      logger.info('i')
      logger.debug('d')
    }
    expect(logOf('info', writeAll)).toMatchObject([{ level: 'error' }, { level: 'warn' }, { level: 'info' }])
    expect(logOf('debug', writeAll)).toHaveLength(4)
    writeAll(silentLogger)
  })

  test('takes tickets out of message and facts', () => {
    const ticket = writeTicket(newTicket(randomBytes))
    const [event] = logOf('info', (logger) =>
      logger.info(`read ${ticket}`, { ticketId: ticket, deep: [{ text: ticket }] }),
    )
    expect(JSON.stringify(event)).not.toContain(ticket.slice(0, 5))
    expect(event).toMatchObject({ ticketId: '[secret]', deep: [{ text: `[ticket …${ticket.slice(-5)}]` }] })
  })

  test('shows an error with its causes', () => {
    const error = new Fault('UNAVAILABLE', 'the database is away', { cause: new Error('mysql://me:secret@db refused') })
    const [event] = logOf('info', (logger) => logger.error('start failed', { error }))
    expect(event).toMatchObject({
      error: {
        name: 'Fault',
        message: 'the database is away',
        code: 'UNAVAILABLE',
        stack: expect.stringContaining('logger.test.ts'),
        cause: { name: 'Error', message: 'mysql://me:[secret]@db refused' },
      },
    })
  })
})

describe('redact', () => {
  test.each([
    'ticket',
    'ticketIds',
    'clientSecret',
    'password',
    'FIRM_PASSPHRASE',
    'Authorization',
    'cookie',
    'KEYRING',
    'credentialFile',
    'privateKey',
    'accessToken',
    'parameters',
    'sql',
  ])('hides the text of a field named %s', (name) => {
    expect(redact({ [name]: 'open sesame' })).toEqual({ [name]: '[secret]' })
    expect(redact({ [name]: ['open', 'sesame'] })).toEqual({ [name]: '[secret]' })
  })

  test('keeps counts, flags and times', () => {
    const facts = { tickets: 3, ticketSeen: true, secret: null, at: new Date(0), size: 12n, none: undefined }
    expect(redact(facts)).toEqual({ ...facts, size: '12' })
  })

  test('goes through lists and objects, but not for ever, and shows no bytes', () => {
    const round: Record<string, unknown> = {}
    round['round'] = round
    expect(JSON.stringify(redact({ round, key: randomBytes(3) }))).toBe(
      `{"round":${'{"round":'.repeat(7)}"[…]"${'}'.repeat(7)},"key":"[…]"}`,
    )
  })
})

describe('redactText', () => {
  test.each([
    ['ABCDE-FGHJK-MNPQR-STVWX-YZ012', '[ticket …YZ012]'],
    ['for abcde-fghjk-mnpqr-stvwx-yz012.', 'for [ticket …YZ012].'],
    ['ABCDEFGHJKMNPQRSTVWXYZ012', '[ticket …YZ012]'],
    ['ABCDE FGHJK MNPQR STVWX YZ012', '[ticket …YZ012]'],
    ['ABCDE–FGHJK–MNPQR–STVWX–YZ012', '[ticket …YZ012]'],
    ['one typed short: ABCD-FGHJK-MNPQR-STVWX-YZ012;', 'one typed short: [ticket …YZ012];'],
    ['two: ABCDE-FGHJK-MNPQR-STVWX-YZ012;ABCDE-FGHJK-MNPQR-STVWX-YZ013', 'two: [ticket …YZ012];[ticket …YZ013]'],
    ['Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==', 'Authorization: Basic [secret]'],
    ['mysql://depot:sesame@db/depot', 'mysql://depot:[secret]@db/depot'],
  ])('%j becomes %j', (text, shown) => {
    expect(redactText(text)).toBe(shown)
  })

  test.each(['a.', 'a://', 'a://b:', 'Basic ', '0a0a-'])('takes no time for a long run of %j', (part) => {
    const start = performance.now()
    redactText(part.repeat(60_000))
    expect(performance.now() - start).toBeLessThan(2_000)
  })

  test.each([
    '019a8b7c-0000-7000-8000-00000000000a',
    '4bf92f3577b34da6a3ce929d0e0e4736',
    'there might still never exist',
    '2026-11-22T10:00:00.000Z',
    'http://localhost:8080/soap/sales',
  ])('leaves %j alone', (text) => {
    expect(redactText(text)).toBe(text)
  })
})
