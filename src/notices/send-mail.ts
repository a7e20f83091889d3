import { createTransport } from 'nodemailer'
import type { Letter } from '../domain/notice.ts'

/** Sends a letter to an address, or throws. */
export type SendMail = (address: string, letter: Letter) => Promise<void>

export interface MailSettings {
  /** `smtp://user:password@host:587` or `smtps://…` */
  readonly url: string
  /** `Vendor <licenses@vendor.example>` */
  readonly from: string
}

/** Milliseconds that a mail server may take. */
const longestWait = 20_000

/** Sends by SMTP, with a new connection for each mail: they are few. */
export function smtpMailer({ url, from }: MailSettings): SendMail {
  const waits = { connectionTimeout: longestWait, greetingTimeout: longestWait, socketTimeout: longestWait }
  const transport = createTransport({ url, ...waits })
  return async (address, { subject, text }) => {
    // As an object it is one address, whatever it holds; nothing in it is read as a list or a header.
    await transport.sendMail({
      from,
      to: { name: '', address },
      subject,
      text,
      headers: { 'Auto-Submitted': 'auto-generated' },
    })
  }
}
