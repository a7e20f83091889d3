import { Writable } from 'node:stream'
import { createLogger as createWinston, format, transports } from 'winston'
import { redact } from './redact.ts'

/** Facts beside the message of a log event. */
export type LogFacts = Readonly<Record<string, unknown>>

/**
 * The log: one JSON object a line. Levels have a meaning: `error` = a human must act (none in health), `warn` = it
 * mended itself or will, `info` = requests, start and stop, `debug` = for developers.
 */
export interface Logger {
  error(message: string, facts?: LogFacts): void
  warn(message: string, facts?: LogFacts): void
  info(message: string, facts?: LogFacts): void
  debug(message: string, facts?: LogFacts): void
}

/** What the log is written to; standard output when there is none. */
export interface LogSink {
  write(line: string): void
}

const clean = format((info) => Object.assign(info, redact({ ...info }) as object))

/** A logger that writes events of this level and above; secrets and tickets are taken out of every event. */
export function createLogger(level: keyof Logger, sink?: LogSink): Logger {
  return createWinston({
    level,
    format: format.combine(clean(), format.timestamp(), format.json()),
    transports: [sink === undefined ? new transports.Console() : new transports.Stream({ stream: streamOf(sink) })],
  })
}

/** For tests and commands that have no log. */
export const silentLogger: Logger = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
}

function streamOf(sink: LogSink): NodeJS.WritableStream {
  return new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      sink.write(line)
      done()
    },
  })
}
