import { longestIdle } from './idle-release.ts'
import type { ItemDraft } from './item.ts'
import { repeated, type ItemRule, type Say } from './item-problem.ts'
import { longestPeriod } from './period.ts'

/** Rules about items that are more than an article: upgrades, modules, subscriptions, trials (domain.md §3.1). */
export const specialRules: readonly ItemRule[] = [
  function basesDiffer(item, say) {
    basesOf(item, 'upgradeBases', say)
    basesOf(item, 'moduleBases', say)
  },
  function isOneOfBoth({ upgradeBases = [], moduleBases = [] }, say) {
    if (upgradeBases.length > 0 && moduleBases.length > 0) {
      say(
        ['moduleBases'],
        'upgradeBases and moduleBases exclude each other: an upgrade removes what a module rides on.',
      )
    }
  },
  function typesDiffer({ containerTypeNames = [] }, say) {
    containerTypeNames.forEach((name, index) => {
      if (name === '') say(['containerTypeNames', index], 'the name of a container type is empty.')
    })
    repeated(containerTypeNames).forEach((index) => {
      say(['containerTypeNames', index], `containerTypeNames names ${String(containerTypeNames[index])} twice.`)
    })
  },
  function subscriptionEndsByItself({ subscription, options }, say) {
    if (subscription === undefined) return
    for (const name of ['expirationTime', 'expirationPeriod', 'usagePeriod'] as const) {
      if (options[name] === undefined) continue
      say(['options', name], `${name} and a subscription exclude each other: the subscription says when it ends.`)
    }
  },
  function subscriptionLasts({ subscription }, say) {
    if (subscription === undefined) return
    const { periodCount, periodUnit } = subscription.period
    const most = longestPeriod[periodUnit]
    if (periodCount === 0) {
      say(['subscription', 'period', 'periodCount'], 'the period of a subscription has to last at least 1.')
    } else if (periodCount > most) {
      say(
        ['subscription', 'period', 'periodCount'],
        `the period of a subscription may last at most ${most} ${periodUnit}s.`,
      )
    }
    if (subscription.graceDays > longestPeriod.day) {
      say(['subscription', 'graceDays'], `graceDays may be at most ${longestPeriod.day}.`)
    }
  },
  function trialHappens({ trialCount }, say) {
    if (trialCount === 0)
      say(['trialCount'], 'trialCount has to be at least 1; leave it out for an item that is no trial.')
  },
  function idleLasts({ idleReleaseHours }, say) {
    if (idleReleaseHours === undefined || (idleReleaseHours >= 1 && idleReleaseHours <= longestIdle)) return
    say(['idleReleaseHours'], `idleReleaseHours has to be from 1 to ${longestIdle}; leave it out to release nothing.`)
  },
  function idleEndsAlone({ idleReleaseHours, options }, say) {
    if (idleReleaseHours === undefined || options.usagePeriod === undefined) return
    say(
      ['idleReleaseHours'],
      'idleReleaseHours and usagePeriod exclude each other: the server cannot see when that ends.',
    )
  },
]

function basesOf(item: ItemDraft, list: 'upgradeBases' | 'moduleBases', say: Say): void {
  const bases = item[list] ?? []
  bases.forEach((base, index) => {
    if (base === '') say([list, index], `the item number of a base in ${list} is empty.`)
    if (base === item.itemNumber) say([list, index], `${list} names the item itself.`)
  })
  repeated(bases).forEach((index) => {
    say([list, index], `${list} names ${String(bases[index])} twice.`)
  })
}
