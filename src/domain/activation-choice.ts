import type { ActivationWish, TicketLicense } from './activation.ts'
import type { ActivationTarget, Refusal } from './activation-rules.ts'
import type { BaseChoice } from './base-license.ts'

/** Refused, or free to go with these parameters; neither when it is on its way already. */
export interface Verdict<License> {
  readonly licenseId: string
  readonly license?: License
  readonly refusal?: Refusal
  /** The update that is planned lets it go afterwards. */
  readonly isOnlyLater?: boolean
  readonly parameters?: Readonly<Record<string, string>>
  readonly base?: BaseChoice | undefined
}

/** Judges license by license. */
export interface Judging<License> {
  /** As the container will be when what was decided before has gone. */
  readonly verdictOn: (license: License) => Verdict<License>
  /** It stays with the verdict: what goes counts for those after it. */
  readonly decide: (verdict: Verdict<License>) => Verdict<License>
  /** Whether the container holds an upgrade of the item. */
  readonly isUpgraded: (itemNumber: string) => boolean
}

/**
 * The licenses that an activation is about, each with its verdict: those that it names, every one that can be collected, or
 * one of each item; of an inseparable ticket all, whatever was named.
 * @param live those that are not at their end
 */
export function choose<License extends TicketLicense>(
  inseparable: boolean,
  wish: ActivationWish,
  target: ActivationTarget,
  live: readonly License[],
  judging: Judging<License>,
): readonly Verdict<License>[] {
  const everyLicense = () => live.map((license) => judging.decide(judging.verdictOn(license)))
  if (inseparable) return together(everyLicense(), target)
  if (wish.licenseIds.length > 0) return []
  return wish.all ? everyLicense() : oneOfEachItem(live, judging, target)
}

/** The licenses asked for by id that are not chosen anyway. */
export function named<License extends TicketLicense>(
  licenses: readonly License[],
  licenseIds: readonly string[],
  chosen: readonly Verdict<License>[],
  { verdictOn, decide }: Judging<License>,
): Verdict<License>[] {
  const done = new Set(chosen.map(({ licenseId }) => licenseId))
  const wanted = new Set(licenseIds.filter((licenseId) => !done.has(licenseId)))
  const known = licenses.filter(({ id }) => wanted.has(id))
  for (const { id } of known) wanted.delete(id)
  return [
    ...known.map((license) => decide(verdictOn(license))),
    ...[...wanted].map((licenseId) => ({ licenseId, refusal: unknown })),
  ]
}

const unknown: Refusal = {
  code: 'LICENSE_UNKNOWN',
  text: 'The ticket holds no license of this id.',
  remedy: 'Name licenses of this ticket only.',
}

/**
 * Each item stands for itself by one license: the one that is here, else the first that can go, else the first refused. What
 * was upgraded is not lacking: asking again puts no second base beside the upgrade.
 */
function oneOfEachItem<License extends TicketLicense>(
  live: readonly License[],
  { verdictOn, decide, isUpgraded }: Judging<License>,
  target: ActivationTarget,
): Verdict<License>[] {
  const rank = ({ license, refusal }: Verdict<License>) =>
    license !== undefined && isHere(license, target) ? 0 : refusal === undefined ? 1 : 2
  const bestOf = (licenses: readonly License[]) =>
    licenses
      .map(verdictOn)
      .toSorted((a, b) => rank(a) - rank(b))
      .at(0)
  return byItem(live).flatMap(([itemNumber, licenses]) => {
    const best = bestOf(licenses)
    if (best === undefined) return []
    return [decide(rank(best) === 1 && isUpgraded(itemNumber) ? { ...best, refusal: upgraded } : best)]
  })
}

const upgraded: Refusal = {
  code: 'NOTHING_TO_DO',
  text: 'The container holds an upgrade of this item; name the license if it is to go there all the same.',
  remedy: 'Nothing is to be done.',
}

/**
 * All licenses of an inseparable ticket: what holds one back holds back all. A license that is here already, or waits for
 * a context of another firm code of the same container, or for the receipt of its base, holds back nobody.
 */
function together<License extends TicketLicense>(
  verdicts: readonly Verdict<License>[],
  target: ActivationTarget,
): readonly Verdict<License>[] {
  const blocking = verdicts.find(
    ({ license, refusal, isOnlyLater }) =>
      refusal !== undefined &&
      refusal.code !== 'FIRM_CODE_OTHER' &&
      isOnlyLater !== true &&
      license !== undefined &&
      !isHere(license, target),
  )
  if (blocking?.refusal === undefined) return verdicts
  const { code, text, remedy } = blocking.refusal
  const refusal = {
    code,
    remedy,
    text: `The ticket is inseparable, and license ${blocking.licenseId} holds it back: ${text}`,
  }
  return verdicts.map((verdict) => (verdict.parameters === undefined ? verdict : { ...verdict, refusal }))
}

function byItem<License extends TicketLicense>(licenses: readonly License[]): [string, License[]][] {
  const groups = new Map<string, License[]>()
  for (const license of licenses) {
    const group = groups.get(license.item.itemNumber)
    if (group === undefined) groups.set(license.item.itemNumber, [license])
    else group.push(license)
  }
  return [...groups]
}

/** Whether the container holds it, or is to. */
export function isHere({ containerId }: TicketLicense, target: ActivationTarget): boolean {
  return containerId !== null && containerId === target.containerId
}
