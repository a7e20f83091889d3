import type { LicenseState } from '../../src/contract/sales.ts'
import type { Deed } from './deeds.ts'

type Touching = Extract<Deed, { license: number }>

const isOver = ({ state }: LicenseState) => ['Withdrawn', 'Replaced', 'Blocked'].includes(state)

/** With which licenses each of these can work; whoever meets another one first finds out by a refusal. */
const suits: Readonly<Record<Touching['do'], (license: LicenseState) => boolean>> = {
  split: ({ state, licenseQuantity }) => state === 'NotCollected' && licenseQuantity > 1,
  assign: ({ state }) => state === 'NotCollected',
  release: ({ state, dedicatedSerial }) => state === 'NotCollected' && dedicatedSerial !== undefined,
  cancel: ({ state }) => state === 'WithdrawPending',
  extend: (license) => license.itemNumber === 'MONTH' && !isOver(license),
  replace: (license) => !isOver(license),
  withdraw: (license) => !isOver(license),
}

/** Mostly one that suits; now and then any. */
export function chosen(deed: Touching, all: readonly LicenseState[]): LicenseState | undefined {
  const suitable = all.filter(suits[deed.do])
  const from = deed.license % 5 === 0 || suitable.length === 0 ? all : suitable
  return from[deed.license % Math.max(1, from.length)]
}
