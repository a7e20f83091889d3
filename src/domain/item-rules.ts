import type { ItemDraft, MoveRule } from './item.ts'
import { contentRules } from './item-content-rules.ts'
import { namingRules } from './item-naming-rules.ts'
import { repeated, type ItemProblem, type ItemRule, type Say } from './item-problem.ts'
import { specialRules } from './item-special-rules.ts'
import { longestPeriod } from './period.ts'
import { boundProblem } from './parameter-value.ts'

/** Every rule that the item breaks, in the order of its fields; empty for a sensible item. */
export function itemProblems(item: ItemDraft): ItemProblem[] {
  const problems: ItemProblem[] = []
  for (const rule of [...namingRules, ...rules, ...specialRules, ...contentRules])
    rule(item, (path, text) => problems.push({ path, text }))
  return problems
}

const rules: readonly ItemRule[] = [
  function someContainerKind({ containerKinds }, say) {
    if (containerKinds.length === 0) say(['containerKinds'], 'containerKinds is empty: the item could go nowhere.')
    repeated(containerKinds).forEach((index) => {
      say(['containerKinds', index], `containerKinds names ${String(containerKinds[index])} twice.`)
    })
  },
  function countsOneThing({ licenseCounting, options: { licenseQuantity, unitCounter } }, say) {
    if (licenseCounting === 'perPiece') return
    if ((licenseQuantity === undefined) === (unitCounter === undefined)) {
      say(
        ['licenseCounting'],
        'licenseCounting oneLicense multiplies the licenseQuantity or the unitCounter by the pieces; the item has to set exactly one of them.',
      )
    } else if (licenseQuantity === 0 || unitCounter?.units === 0) {
      say(['licenseCounting'], 'licenseCounting oneLicense cannot multiply 0.')
    }
  },
  function expiresOneWay({ options: { expirationTime, expirationPeriod } }, say) {
    if (expirationTime !== undefined && expirationPeriod !== undefined) {
      say(['options', 'expirationPeriod'], 'expirationTime and expirationPeriod exclude each other.')
    }
  },
  function periodsAreNotEmpty({ options: { expirationPeriod, usagePeriod } }, say) {
    if (expirationPeriod?.periodCount === 0) {
      say(['options', 'expirationPeriod', 'periodCount'], 'expirationPeriod has to last at least 1.')
    }
    if (expirationPeriod && expirationPeriod.periodCount > longestPeriod[expirationPeriod.periodUnit]) {
      say(
        ['options', 'expirationPeriod', 'periodCount'],
        `expirationPeriod may last at most ${longestPeriod[expirationPeriod.periodUnit]} ${expirationPeriod.periodUnit}s; leave it out for a license without end.`,
      )
    }
    if (usagePeriod === 0) say(['options', 'usagePeriod'], 'usagePeriod has to last at least one day.')
  },
  function beginsBeforeItEnds({ options: { activationTime, expirationTime, maintenancePeriod } }, say) {
    if (activationTime !== undefined && expirationTime !== undefined && activationTime >= expirationTime) {
      say(['options', 'expirationTime'], 'expirationTime has to be after activationTime.')
    }
    if (maintenancePeriod && maintenancePeriod.startAt >= maintenancePeriod.endAt) {
      say(['options', 'maintenancePeriod', 'endAt'], 'maintenancePeriod has to end after it starts.')
    }
  },
  function runtimeVersionIsOne({ options: { minimumRuntimeVersion } }, say) {
    if (minimumRuntimeVersion !== undefined && !/^\d{1,5}(\.\d{1,5}){0,3}$/.test(minimumRuntimeVersion)) {
      say(
        ['options', 'minimumRuntimeVersion'],
        'minimumRuntimeVersion is one to four numbers joined by dots, as in 1.4.0.',
      )
    }
  },
  function modulesDiffer({ productCode, options: { moduleItems = [] } }, say) {
    const codes = moduleItems.map((module) => module.productCode)
    codes.forEach((code, index) => {
      const path = ['options', 'moduleItems', index, 'productCode']
      if (code === productCode) say(path, `the module item has the productCode ${code} of the item itself.`)
      if (codes.indexOf(code) < index) say(path, `two module items have the productCode ${code}.`)
    })
  },
  function transferMovesSomething({ containerKinds, options: { licenseTransfer: transfer, ...options } }, say) {
    if (transfer === undefined) return
    const path = ['options', 'licenseTransfer', 'transferScheme']
    const { transferScheme, borrowHours } = transfer
    if (transferScheme === 'units' && options.unitCounter === undefined)
      say(path, 'transferScheme units needs a unitCounter.')
    if (transferScheme === 'licenses' && !options.licenseQuantity) {
      say(path, 'transferScheme licenses needs a licenseQuantity of at least 1.')
    }
    if (transferScheme === 'borrow' && containerKinds.every((kind) => kind === 'cloud')) {
      say(path, 'transferScheme borrow needs a containerKind beside cloud: from there nothing can be borrowed.')
    }
    if ((transferScheme === 'borrow') !== borrowHours > 0) {
      say(
        ['options', 'licenseTransfer', 'borrowHours'],
        transferScheme === 'borrow'
          ? 'transferScheme borrow needs borrowHours.'
          : 'borrowHours are only for transferScheme borrow.',
      )
    }
  },
  function dependenciesExist({ options, subscription }, say) {
    const { optionDependencies = [] } = options
    optionDependencies.forEach(({ optionName }, index) => {
      const isSet =
        optionName === 'productCode' ||
        (optionName === 'expirationTime' && subscription !== undefined) ||
        (alsoCalled[optionName] ?? [optionName]).some((name) => options[name] !== undefined)
      if (!isSet) {
        say(
          ['options', 'optionDependencies', index, 'optionName'],
          `a dependency names ${optionName}, which the item does not set.`,
        )
      }
    })
    repeated(optionDependencies.map(({ optionName, dependsOn }) => `${optionName} ${dependsOn}`)).forEach((index) => {
      say(['options', 'optionDependencies', index], 'the dependency is there twice.')
    })
  },
  function movesAreSensible({ returnRule, reactivationRule, restoreRule, renewalRule }, say) {
    const rules = { returnRule, reactivationRule, restoreRule, ...(renewalRule && { renewalRule }) }
    for (const [name, rule] of Object.entries(rules)) checkMove(name, rule, say)
  },
  function parametersAreSensible({ parameters }, say) {
    parameters.forEach((parameter, index) => {
      const path = ['parameters', index]
      if (parameter.name.trim() === '') say([...path, 'name'], 'the name of a parameter is empty.')
      const problem = boundProblem(parameter)
      if (problem) say([...path, problem.bound], `parameter ${parameter.name}: ${problem.text}`)
    })
    repeated(parameters.map((parameter) => parameter.name)).forEach((index) => {
      say(['parameters', index, 'name'], `two parameters are called ${String(parameters[index]?.name)}.`)
    })
  },
]

/** An option that the contract gives in two forms and the dependency flags in one. */
const alsoCalled: Readonly<Record<string, readonly (keyof ItemDraft['options'])[]>> = {
  expirationTime: ['expirationTime', 'expirationPeriod'],
  protectedData: ['protectedData', 'extendedProtectedData'],
}

function checkMove(name: string, { policy, waitDays, maximumCount, periodDays }: MoveRule, say: Say): void {
  if (policy === 'wait' && waitDays === 0) say([name, 'waitDays'], `${name}: policy wait needs waitDays.`)
  if (policy !== 'wait' && waitDays > 0) say([name, 'waitDays'], `${name}: waitDays are only for policy wait.`)
  if (policy === 'never' && maximumCount > 0)
    say([name, 'maximumCount'], `${name}: maximumCount contradicts policy never.`)
  if (periodDays > 0 && maximumCount === 0)
    say([name, 'periodDays'], `${name}: periodDays needs a maximumCount to count.`)
}
