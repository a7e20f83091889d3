import type { Item } from '../../src/contract/admin.ts'
import type { FieldContainer } from '../depot/field-container.ts'
import type { Year } from './year.ts'

const freely = { policy: 'automatic', waitDays: 0, maximumCount: 0, periodDays: 0 } as const
const never = { ...freely, policy: 'never' } as const
const movable = { returnRule: freely, reactivationRule: freely, restoreRule: freely }
const anywhere = { containerKinds: { containerKind: ['software' as const, 'dongle' as const] } }

/** What is sold in these stories, each with the rules of one of them. */
export const items: Readonly<Record<string, Partial<Item>>> = {
  CAD: { ...movable, ...anywhere },
  FIXED: { ...anywhere },
  RENDER: { ...movable, ...anywhere, moduleBases: { moduleBase: [{ itemNumber: 'CAD' }] } },
  TWICE: { ...movable, reactivationRule: { ...freely, maximumCount: 2, periodDays: 365 } },
  LATER: { ...movable, reactivationRule: { ...never, policy: 'wait', waitDays: 3 } },
  ASKED: { ...movable, reactivationRule: { ...never, policy: 'manual' } },
  FLAT: {
    subscription: {
      subscriptionModel: 'checkpoint',
      periodCount: 1,
      periodUnit: 'month',
      graceDays: 0,
    },
  },
  THROWAWAY: { idleRelease: { idleReleaseHours: 24 } },
  DAYS: { ...movable, licenseOptions: { usagePeriod: { usageDays: 30 } } },
}

/** What containers in the field ask for, each time with a fresh context; every one of them is SOAP. */
export function field(year: () => Year) {
  const contextOf = (container: FieldContainer) => container.context(year().company.firm)
  return {
    activation: async (container: FieldContainer, ticketId: string) => {
      const contextFile = await contextOf(container)
      return year().company.depot('ActivateLicenses', { activation: { ticketId, contextFile } })
    },
    reissue: async (container: FieldContainer, ticketId: string, licenseId: string) => {
      const licenseIds = { licenseId: [licenseId] }
      const contextFile = await contextOf(container)
      const reactivation = { ticketId, licenseIds, contextFile, acceptTerms: 'yes' as const }
      return year().company.depot('ReactivateLicenses', { reactivation })
    },
    returnOfAll: async (container: FieldContainer) => {
      const licenseReturn = { selection: 'all' as const, contextFile: await contextOf(container) }
      return year().company.depot('ReturnLicenses', { licenseReturn })
    },
    update: async (container: FieldContainer) => {
      return year().company.depot('AutoUpdate', { updateWish: { contextFile: await contextOf(container) } })
    },
    /** Imports a file, and sends the receipt. */
    take: async (container: FieldContainer, updateFile: string | undefined) => {
      await container.import(year().company.firm, updateFile)
      return year().company.confirm(container)
    },
  }
}

/** A machine as its containers see it. */
export const machineParts = ['board', 'cpu', 'disk', 'mac', 'machineId'].map((name) => ({
  name,
  value: `${name} of a machine`,
}))
/** The same machine with other parts under these names. */
export const changed = (...names: string[]) =>
  machineParts.map((part) => (names.includes(part.name) ? { ...part, value: `${part.name} that is new` } : part))
