import { letterOf, pauseAfter } from '../../src/domain/notice.ts'

const facts = { names: ['CAD', 'Ärger', 'CAD'], oldSerials: ['130-1', '130-2'], possibleAt: '2026-05-07T08:00:00.000Z' }

test.each(['asked', 'reactivation', 'restore'] as const)(
  '%s: the mail says what, from where, and what to do',
  (kind) => {
    const { subject, text } = letterOf(kind, facts)
    expect(subject).toContain(' / ')
    const [english = '', german = ''] = text.split('\n---\n')
    for (const half of [english, german]) expect(half).toContain('- 2 x CAD\n- Ärger\n')
    for (const half of [english, german]) expect(half).toContain('130-1, 130-2')
    expect(english).toMatch(/please tell your vendor/)
    expect(german).toMatch(/bitte .*an Ihren Hersteller/)
  },
)

test('the mail about a request says when it is granted', () => {
  expect(letterOf('asked', facts).text.match(/2026-05-07 08:00 UTC/g)).toHaveLength(2)
})

test('a mail that failed is tried at growing intervals', () => {
  expect([1, 2, 3, 20].map(pauseAfter)).toEqual([60_000, 120_000, 240_000, 4 * 3_600_000])
})
