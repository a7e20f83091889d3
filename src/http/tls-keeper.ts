import type { SecureContextOptions } from 'node:tls'
import type { Logger } from '../logger.ts'
import { checkTls, readTlsFiles, type ServerTls, type TlsFiles, type TlsTexts } from './tls.ts'

/** So often the files are looked at; milliseconds. Notifications of the file system miss what is mounted or linked. */
const interval = 10_000

interface KeeperParts {
  readonly files: TlsFiles
  readonly clock: () => Date
  readonly logger: Logger
}

/** Keeps the certificate of the server up to date: new files are taken up while the server runs. */
export class TlsKeeper {
  readonly #parts: KeeperParts
  #texts: TlsTexts
  #current: ServerTls
  #seen: string
  #timer: NodeJS.Timeout | undefined
  #apply: (context: SecureContextOptions) => void = () => undefined

  /** @throws UserError when no server can be made of the files */
  constructor(parts: KeeperParts) {
    this.#parts = parts
    this.#texts = readTlsFiles(parts.files)
    this.#current = checkTls(this.#texts, parts.files, parts.clock())
    this.#seen = JSON.stringify(this.#texts)
  }

  get current(): ServerTls {
    return this.#current
  }

  /** Looks at the files from now on, and hands on what new connections are to use. */
  start(apply: (context: SecureContextOptions) => void): void {
    this.#apply = apply
    this.#timer = setInterval(() => {
      this.reload()
    }, interval).unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /**
   * Takes up the files if they have changed. Files that no server can be made of are left alone, and the log says why, once:
   * between two files that are written one after the other there is such a moment, and the next look mends it.
   */
  reload(): void {
    const { files, clock, logger } = this.#parts
    let seen = 'unreadable'
    try {
      const texts = readTlsFiles(files)
      seen = JSON.stringify(texts)
      if (seen === this.#seen) return
      const isBack = seen === JSON.stringify(this.#texts)
      const fresh = checkTls(texts, files, clock())
      this.#seen = seen
      if (isBack) return
      this.#texts = texts
      this.#current = fresh
      this.#apply(fresh.context)
      logger.info('the server uses its new certificate', { subject: fresh.subject, validTo: fresh.validTo })
    } catch (error) {
      if (seen === this.#seen) return
      this.#seen = seen
      const { validTo } = this.#current
      logger.error('the new certificate cannot be used, the server keeps the old one', { validTo, error })
    }
  }
}
