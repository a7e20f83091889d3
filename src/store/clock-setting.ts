import { Setting } from '../entities/setting.ts'
import { insertRows } from './insert-rows.ts'
import { RowChanged } from './rerun.ts'
import type { Tx } from './session.ts'

/** How far the clock of a test installation is moved, in milliseconds, and how often it was. */
export interface ClockSetting {
  readonly offset: number
  readonly version: number
}

const name = 'testClock'

/** Undefined: it was never moved. */
export async function readClockSetting(tx: Tx): Promise<ClockSetting | undefined> {
  const row = await tx.findOneBy(Setting, { name })
  return row === null ? undefined : (JSON.parse(row.value) as ClockSetting)
}

/** Writes it if it still is as it was read; otherwise the transaction runs again. */
export async function writeClockSetting(tx: Tx, known: ClockSetting | undefined, next: ClockSetting): Promise<void> {
  const value = textOf(next)
  if (known === undefined) {
    await insertRows(tx, Setting, [{ name, value }])
    return
  }
  const { affected } = await tx.update(Setting, { name, value: textOf(known) }, { value })
  if (affected !== 1) throw new RowChanged('somebody else moved the clock')
}

function textOf({ offset, version }: ClockSetting): string {
  return JSON.stringify({ offset, version })
}
