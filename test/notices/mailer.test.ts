import { Notice } from '../../src/entities/notice.ts'
import { Mailer } from '../../src/notices/mailer.ts'
import { smtpMailer } from '../../src/notices/send-mail.ts'
import { collect } from '../vendor-actions/vendor-shop.ts'
import { start, useDepot } from '../depot/depot-shop.ts'
import { issueAnew } from '../depot/movers.ts'
import { startSmtpSink, type SmtpSink } from '../support/smtp-sink.ts'

const minutes = (count: number) => new Date(start.getTime() + count * 60_000)
const customer = { customerId: 'C1', name: 'Ada', email: 'ada@customer.example' }

describe('mails about moves', () => {
  const depot = useDepot('sqlite in memory')
  let sink: SmtpSink
  let now = start
  const failures: string[] = []
  beforeEach(async () => {
    sink = await startSmtpSink()
    now = start
    failures.length = 0
  })
  afterEach(async () => {
    await sink[Symbol.asyncDispose]()
  })
  const mailer = () => {
    const send = smtpMailer({ url: sink.url, from: 'Vendor <licenses@vendor.example>' })
    const onFailure = ({ failures: count }: { failures: number }, dropped: boolean) => {
      failures.push(`${String(count)}${dropped ? ' dropped' : ''}`)
    }
    return new Mailer({ store: depot().store, send, clock: () => now, onFailure })
  }
  const sold = async (item: string, more: object = { customer }) => {
    const ticketId = await depot().order([item], more)
    const licenseIds = (await depot().licenses(ticketId)).map(({ id }) => id)
    await collect(depot(), { ticketId })
    return { ticketId, licenseIds }
  }
  const states = async () => (await depot().store.read((tx) => tx.find(Notice))).map(({ state }) => state)
  const bodyOf = (data = '') =>
    Buffer.from(
      (/\n\n([\s\S]*)$/.exec(data)?.[1] ?? '').replaceAll(/=\n/g, '').replaceAll(/=([0-9A-F]{2})/g, '%$1'),
    ).toString()

  test('a customer is told that a move was asked for, when it is possible, and that it happened; each once', async () => {
    const order = await sold('WAITS')
    const container = depot().container()
    await issueAnew(depot(), container, order)
    await issueAnew(depot(), container, order, { now: minutes(60) })
    const one = mailer()
    await one.turn()
    await one.turn()
    expect(sink.mails).toHaveLength(1)
    const [asked] = sink.mails
    expect(asked?.to).toBe('ada@customer.example')
    expect(asked?.data).toMatch(/^From: Vendor <licenses@vendor.example>$/m)
    expect(asked?.data).toMatch(/^Auto-Submitted: auto-generated$/m)
    expect(decodeURIComponent(bodyOf(asked?.data))).toContain('from 2026-05-07 08:00 UTC on')

    await issueAnew(depot(), container, order, { now: minutes(3 * 1440) })
    now = minutes(3 * 1440)
    await one.turn()
    expect(sink.mails).toHaveLength(2)
    expect(decodeURIComponent(bodyOf(sink.mails[1]?.data))).toContain('invalid from now on')
    expect(await states()).toEqual(['sent', 'sent'])
  })

  test('who has no address, or was erased, is not written to', async () => {
    await issueAnew(depot(), depot().container(), await sold('FREE', { customer: { customerId: 'C2' } }))
    expect(await states()).toEqual([])
    const erased = await sold('FREE', { customer: { ...customer, customerId: 'C3' } })
    await issueAnew(depot(), depot().container(), erased)
    await depot().sales('EraseCustomer', { erasure: { customerId: 'C3', reason: 'asked for it' } })
    await mailer().turn()
    expect(sink.mails).toEqual([])
    expect(await states()).toEqual(['dropped'])
  })

  test('a check tells nobody', async () => {
    await issueAnew(depot(), depot().container(), await sold('FREE'), { runMode: 'check' })
    expect(await states()).toEqual([])
  })

  test('a mail that is not taken is tried again later, and given up in the end', async () => {
    await issueAnew(depot(), depot().container(), await sold('FREE'))
    const one = mailer()
    sink.refuse(1)
    await one.turn()
    await one.turn()
    expect(failures).toEqual(['1'])
    now = minutes(1)
    await one.turn()
    expect(sink.mails).toHaveLength(1)

    await issueAnew(depot(), depot().container(), await sold('FREE'), { now })
    sink.refuse(1000)
    for (let turns = 0; turns < 60 && !failures.at(-1)?.includes('dropped'); turns += 1) {
      now = new Date(now.getTime() + 4 * 3_600_000)
      await one.turn()
    }
    expect(failures.at(-1)).toMatch(/^1\d dropped$/)
    expect((await states()).toSorted()).toEqual(['dropped', 'sent'])
  })

  test('of two nodes one sends', async () => {
    await issueAnew(depot(), depot().container(), await sold('FREE'))
    const [one, other] = [mailer(), mailer()]
    await Promise.all([one.turn(), other.turn()])
    await Promise.all([one.turn(), other.turn()])
    expect(sink.mails).toHaveLength(1)
  })

  test('of several licenses of one order there is one mail', async () => {
    const ticketId = await depot().order([{ itemNumber: 'FREE', lineNumber: '1', quantity: 3 }], { customer })
    await collect(depot(), { ticketId })
    const licenseIds = (await depot().licenses(ticketId)).map(({ id }) => id)
    await issueAnew(depot(), depot().container(), { ticketId, licenseIds })
    await mailer().turn()
    expect(sink.mails).toHaveLength(1)
    expect(bodyOf(sink.mails[0]?.data)).toContain('3 x Plain')
  })
})
