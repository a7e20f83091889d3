import { In } from 'typeorm'
import { Container } from '../entities/container.ts'
import { License } from '../entities/license.ts'
import { Trial } from '../entities/trial.ts'
import { record } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { changeRow } from '../store/change-row.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'
import { dedicate } from '../vendor-actions/dedicate.ts'
import type { LostContainer } from './find-lost-container.ts'

/**
 * Lets a container take the place of a lost one: that is blocked for good and remembers its successor, and what was
 * dedicated to it is to go to the other one. Once; asked again it changes nothing. Records the events.
 */
export async function replaceContainer(
  tx: Tx,
  call: Call,
  { container: lost, score }: LostContainer,
  successor: Container,
  comment: string | undefined,
): Promise<void> {
  // Its vendor may have taken it off the block list since.
  if (lost.successorId === successor.id && lost.state === 'blocked') return
  const { now } = call
  const blocked = { state: 'blocked', successorId: successor.id, updatedAt: now } as const
  const lostVersion = await changeRow(tx, Container, lost, blocked)
  const version = await changeRow(tx, Container, successor, { updatedAt: now })
  await record(tx, call, [
    {
      kind: 'container',
      id: lost.id,
      version: lostVersion,
      change: 'ContainerBlocked',
      before: { state: lost.state },
      after: { state: 'blocked', reason: 'restored', successorSerial: successor.serial },
      comment,
    },
    {
      kind: 'container',
      id: successor.id,
      version,
      change: 'ContainerRestored',
      after: { oldSerial: lost.serial, score: Math.round(score * 100) / 100 },
      comment,
    },
  ])
  const waiting = await tx.findBy(License, { dedicatedSerial: lost.serial, state: 'NotCollected' })
  const planned = waiting.map((license) => ({ license, plan: successor.serial }))
  await dedicate(tx, call, planned, { comment })
}

/**
 * The trials that a lost container has had count for the one that takes its place: a machine that is installed anew has no
 * trial a second time, and one that is under way goes on.
 */
export async function keepTrials(tx: Tx, { now }: Call, lostSerial: string, serial: string): Promise<void> {
  const had = await tx.find(Trial, { where: { containerSerial: lostSerial }, order: { trialNumber: 'ASC' } })
  if (had.length === 0) return
  const itemId = In([...new Set(had.map((trial) => trial.itemId))])
  const own = await tx.findBy(Trial, { containerSerial: serial, itemId })
  const known = new Set(own.map(({ licenseId }) => licenseId))
  const numbers = new Map<string, number>()
  for (const { itemId: id, trialNumber } of own) numbers.set(id, Math.max(numbers.get(id) ?? 0, trialNumber))
  const rows = had
    .filter(({ licenseId }) => !known.has(licenseId))
    .map((trial): Trial => {
      const trialNumber = (numbers.get(trial.itemId) ?? 0) + 1
      numbers.set(trial.itemId, trialNumber)
      return { ...trial, containerSerial: serial, trialNumber, createdAt: now }
    })
  await insertRows(tx, Trial, rows)
}
