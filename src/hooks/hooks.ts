import { httpActivationCheck, type ActivationCheck } from './activation-check.ts'
import { httpRenewalModule, type RenewalModule } from './renewal-module.ts'

/** What is set of the hooks of a vendor. */
export interface HookSettings {
  readonly renewalUrl?: string | undefined
  readonly activationCheckUrl?: string | undefined
  readonly activationCheckOutage: 'refuse' | 'allow'
  readonly hookSecret?: string | undefined
  readonly hookSeconds: number
}

/** The programs of a vendor that are asked; each is undefined where he has none. */
export interface Hooks {
  readonly renewalModule?: RenewalModule | undefined
  readonly activationCheck?: ActivationCheck | undefined
}

export function hooksOf(settings: HookSettings): Hooks {
  const { renewalUrl, activationCheckUrl, activationCheckOutage, hookSecret: secret, hookSeconds: seconds } = settings
  const hook = (name: string, url: string) => ({ name, url, secret, seconds })
  return {
    renewalModule: renewalUrl === undefined ? undefined : httpRenewalModule(hook('the renewal module', renewalUrl)),
    activationCheck:
      activationCheckUrl === undefined
        ? undefined
        : httpActivationCheck(hook('the activation check', activationCheckUrl), activationCheckOutage),
  }
}
