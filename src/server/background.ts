import { startTask, type Task } from '../background/task.ts'
import { NonceCleaner } from '../clients/used-nonces.ts'
import { AttemptForgetter } from '../budgets/forget-attempts.ts'
import type { Config } from '../config.ts'
import { LicenseCounter } from '../ledger/license-counter.ts'
import { Sequencer } from '../ledger/sequencer.ts'
import { HeadSigner } from '../ledger/sign-heads.ts'
import { Mailer, type MailerOptions } from '../notices/mailer.ts'
import { smtpMailer } from '../notices/send-mail.ts'
import { openLedgerKey } from '../signing/ledger-key.ts'
import type { Store } from '../store/store.ts'
import { KeyWatch } from './key-watch.ts'
import type { Parts } from './parts.ts'
import type { Signing } from './signer-state.ts'

export interface BackgroundParts {
  readonly config: Config
  readonly parts: Parts
  readonly store: Store
  /** Undefined where nothing is signed. */
  readonly signing: Signing | undefined
}

/** Begins what every node does beside answering. Whatever goes wrong there is logged, and no request feels it. */
export function startBackground({ config, parts, store, signing }: BackgroundParts): Task {
  const { points, logger, clock } = parts
  const key = () => openLedgerKey(config.dataDir, config.firmPassphrase)
  const watching = signing === undefined ? [] : [new KeyWatch({ store, signing, clock, logger })]
  const works = [
    new Sequencer({ store, points }),
    new HeadSigner({ store, key }),
    new LicenseCounter(store),
    new AttemptForgetter(store, clock),
    new NonceCleaner(store, clock),
    ...watching,
    ...mailers({ config, parts, store }),
  ]
  const tasks = works.map((work) =>
    startTask(work, (name, error) => {
      logger.warn('work in the background failed, it will be tried again', { work: name, error })
    }),
  )
  return {
    stop: async () => {
      await Promise.all(tasks.map((task) => task.stop()))
    },
  }
}

/** Customers are told by mail where a mail server is configured. */
function mailers({ config, parts: { clock, logger }, store }: Omit<BackgroundParts, 'signing'>): Mailer[] {
  const { mailUrl: url, mailFrom: from } = config
  if (url === undefined || from === undefined) return []
  const onFailure: MailerOptions['onFailure'] = ({ id, kind, failures }, dropped, error) => {
    const what = dropped
      ? 'a mail could not be sent and is given up'
      : 'a mail could not be sent, it will be tried again'
    logger.warn(what, { notice: id, kind, failures, error })
  }
  return [new Mailer({ store, clock, send: smtpMailer({ url, from }), onFailure })]
}
