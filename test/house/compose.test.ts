import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

interface Service {
  readonly build?: string
  readonly read_only?: boolean
  readonly tmpfs?: readonly string[]
  readonly cap_drop?: readonly string[]
  readonly security_opt?: readonly string[]
  readonly privileged?: boolean
  readonly user?: string
  readonly volumes?: readonly string[]
}

const { services } = parse(readFileSync('compose.yaml', 'utf8'), { merge: true }) as {
  services: Record<string, Service>
}
const ours = Object.entries(services).filter(([, { build }]) => build !== undefined)

test('our containers write to their data and to /tmp, and nowhere else', () => {
  expect(ours.map(([name]) => name)).toEqual(['prepare', 'server'])
  for (const [, service] of ours) {
    expect(service).toMatchObject({ read_only: true, tmpfs: ['/tmp'], volumes: ['data:/data'] })
  }
})

test('our containers have no privilege of the system, and no container gets one later', () => {
  for (const [, service] of ours) expect(service.cap_drop).toEqual(['ALL'])
  for (const service of Object.values(services)) {
    expect(service.security_opt).toEqual(['no-new-privileges:true'])
    expect(service.privileged).toBeUndefined()
    // The image names its user, who is not root; nobody makes him root again here.
    expect(service.user).toBeUndefined()
  }
})
