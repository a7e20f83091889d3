import { type Mutant, quickest } from './mutant.ts'

const container = { test: 'test/depot/cloud-container.test.ts', group: quickest } as const
const sessions = { test: 'test/depot/cloud-sessions.test.ts' } as const
const context = { file: 'src/depot/receive-context.ts', ...container } as const
const seats = { file: 'src/cloud/seats.ts', ...sessions } as const

/** Containers that live on the server: who may open them, what they hold, who uses which seat. */
export const cloudMutants: readonly Mutant[] = [
  {
    rule: 'a context of a cloud container is good for minutes',
    ...context,
    find: '<= mostMinutesApart * 60_000',
    replace: '<= mostMinutesApart * 600_000',
    name: 'within five minutes of the clock of the server',
  },
  {
    rule: 'a cloud container is enrolled before anything else',
    ...context,
    find: 'if (known === null) throw notEnrolled(serial)',
    replace: '',
    name: 'CONTAINER_UNKNOWN: never enrolled',
  },
  {
    rule: 'what is written for a cloud container is in it at once',
    file: 'src/delivery/deliver-update.ts',
    ...container,
    find: '    await parts.importHere(tx, call, container.id, firmCode)\n',
    replace: '',
    name: 'when they are activated: no update, no receipt',
  },
  {
    rule: 'a device that asks in vain changes no row',
    file: 'src/depot/played-place.ts',
    ...container,
    find: 'const isNews = confirmed < counter || lastContextHash === null',
    replace: 'const isNews = confirmed <= counter || lastContextHash === null',
    name: 'a device that asks and finds nothing changes no row',
  },
  {
    rule: 'only who may sell enrolls cloud containers',
    file: 'src/depot/enroll-here.ts',
    ...container,
    find: "if (!caller.roles.has('sales')) {",
    replace: "if (caller.roles.has('admin')) {",
    name: 'FORBIDDEN: without the role sales',
  },
  {
    rule: 'a key that was replaced never comes back',
    file: 'src/cloud/credentials.ts',
    ...container,
    find: 'if (!(await tx.existsBy(CredentialRow, { keyThumbprint: thumbprint(signingKey) }))) return\n',
    replace: 'if (field !== undefined) return\n',
    name: 'by other keys of the same user',
  },
  {
    rule: 'no more sessions than seats',
    ...seats,
    find: 'if (taken.length >= seatCount) throw',
    replace: 'if (taken.length > seatCount) throw',
    name: 'SEATS_TAKEN: no more than the License Quantity',
  },
  {
    rule: 'a session whose seat was given away is over',
    file: 'src/cloud/sessions.ts',
    ...sessions,
    find: 'tx.findOneBy(Seat, { licenseId, seatNumber, sessionId })',
    replace: 'tx.findOneBy(Seat, { licenseId, seatNumber })',
    name: 'a lapsed seat is taken over, and its session is over',
  },
  {
    rule: 'after a change of the credential no lease is renewed',
    file: 'src/cloud/sessions.ts',
    ...sessions,
    find: "(use === 'within' && seat.leasedUntil > now)",
    replace: 'seat.leasedUntil > now',
    name: 'voids the old credential; sessions end with their lease',
  },
  {
    rule: 'a lease never outlives its license',
    file: 'src/domain/lease.ts',
    ...sessions,
    find: 'end === null ? Infinity : end.getTime()',
    replace: 'end === null ? Infinity : end.getTime() * 2',
    name: 'a lease never outlives its license',
  },
  {
    rule: 'no unit is taken that is not left',
    file: 'src/cloud/take-units.ts',
    ...sessions,
    find: 'String(granted - units)]',
    replace: 'String(granted)]',
    name: 'UNITS_USED_UP: fewer are left',
  },
  {
    rule: 'the same request takes units once',
    file: 'src/depot/use-units.ts',
    ...sessions,
    find: 'await rememberRequest(tx, call, { ...claim, reference: session.licenseId })',
    replace: '',
    name: 'the same request takes them once',
  },
  {
    rule: 'an outage ends no session of the cloud',
    file: 'src/runtime/cloud/use-cloud.ts',
    test: 'test/runtime/cloud.test.ts',
    find: "return { verdict: 'unknown', reason: 'DEPOT_UNREACHABLE'",
    replace: "return { verdict: 'invalid', reason: 'DEPOT_UNREACHABLE'",
    name: 'is kept by itself, goes on through an outage, and is unknown after it',
  },
]
