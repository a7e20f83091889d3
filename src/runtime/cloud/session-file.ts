import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseJsonObject } from '../../formats/encoding.ts'
import { writeDurably } from '../durable-file.ts'
import { RuntimeRefusal } from '../refusal.ts'
import { readAccount } from './account-file.ts'
import type { CloudSession } from './sessions.ts'

/** The session that the command line opened last for a container. */
export interface KeptSession {
  readonly serial: string
  readonly sessionId: string
}

const path = (folder: string, serial: string) => join(folder, `cloud-${serial}.session`)

/** Keeps a session for the next command; only this user can read the file. */
export async function keepInMind(folder: string, serial: string, session: CloudSession): Promise<void> {
  const { sessionId, leaseFile } = session
  await writeDurably(path(folder, serial), `${JSON.stringify({ sessionId, leaseFile })}\n`)
}

/**
 * The session that was opened last.
 * @throws RuntimeRefusal LICENSE_MISSING if there is none
 */
export async function keptSession(folder: string, chosen?: string): Promise<KeptSession> {
  const { serial } = await readAccount(folder, chosen)
  const text = await readFile(path(folder, serial)).catch(() => undefined)
  if (text === undefined) {
    const message = `No session of container ${serial} is open here.`
    throw new RuntimeRefusal('LICENSE_MISSING', message, 'Open one with "opendepot-runtime cloud open".')
  }
  const { sessionId } = parseJsonObject(text, 'session') as { sessionId?: string }
  return { serial, sessionId: sessionId ?? '' }
}

export async function forgetSession(folder: string, serial: string): Promise<void> {
  await rm(path(folder, serial), { force: true })
}
