import type { LicensePut } from '../../src/formats/update.ts'
import { importUpdate } from '../../src/runtime/import-update.ts'
import { useLicense, type LicenseUse, type UseWish } from '../../src/runtime/use-license.ts'
import { license } from '../formats/support.ts'
import type { Scene } from './support.ts'

/** A container that gets licenses of product 1001, and a program that uses them. */
export function usersOf(scene: Scene) {
  const { runtime, firm } = scene
  const given: LicensePut[] = []
  const wish = (facts: Partial<UseWish> = {}) => ({ firmCode: 6000010, productCode: 1001, root: firm.root, ...facts })
  const attempt = (facts: Partial<UseWish> = {}) => useLicense(runtime, wish(facts))
  const bring = (...more: { remove: { licenseId: string } }[][]) =>
    scene
      .update({ steps: scene.steps(...given.map((put) => [{ put }]), ...more) })
      .then((file) => importUpdate(runtime, file))
  return {
    wish,
    attempt,
    /** Puts one more license into the container, or one anew. */
    give(licenseId: string, facts: Partial<LicensePut['options']> = {}, more: Partial<LicensePut> = {}) {
      given.push({ ...license(licenseId, facts), ...more })
      return bring()
    },
    /** Takes one out. */
    take: (licenseId: string) => bring([{ remove: { licenseId } }]),
    async begin(facts: Partial<UseWish> = {}): Promise<LicenseUse> {
      const use = await attempt(facts)
      if (use.verdict !== 'valid') throw new Error(`${use.reason}: ${use.text}`)
      return use
    },
  }
}
