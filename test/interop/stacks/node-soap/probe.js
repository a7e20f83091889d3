/** Odd texts, gaps, dates and many lines with the package `soap`; PROTOCOL.md says what is sent and printed. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { call, connect, faultInfo, listOf } from '../../../../examples/node-soap/connect.js'

const { SECRET, RUN, FOLDER } = process.env
const sales = await connect('sales', 'erp', SECRET)

function create(name, items, customer, more) {
  const orderLine = items.map((itemNumber, index) => ({ lineNumber: String(index + 1), itemNumber, quantity: 1 }))
  const head = { orderNumber: `${RUN}-${name}`, customer: { customerId: 'C-1', ...customer } }
  return call(sales, 'CreateOrder', { order: { ...head, ...more, orderLines: { orderLine } } })
}
const orderOf = (name) => call(sales, 'GetOrder', { orderNumber: `${RUN}-${name}` })
const contentOf = (name) => readFileSync(`${FOLDER}/${name}`, 'utf8')
const fields = (...customerField) => ({ customerFields: { customerField } })
const fieldsOf = ({ customer }) => listOf(customer.customerFields?.customerField)

const refusal = await create('NONE', ['NO-SUCH-ITEM']).then(() => undefined, faultInfo)

const blanks = fields({ name: 'blanks', value: '  between  ' })
await create('TEXT', ['CAD-RENDER'], { name: contentOf('name.txt'), ...blanks }, { comment: contentOf('comment.txt') })
const text = await orderOf('TEXT')

const before = { name: 'Before', email: 'before@example.org', ...fields({ name: 'empty', value: '' }) }
await create('GAPS', ['CAD-RENDER'], before, { comment: 'Before' })
const first = await orderOf('GAPS')
await create('GAPS', ['CAD-RENDER'], { name: '', ...fields() })
const second = await orderOf('GAPS')
const nobody = await call(sales, 'FindLicenses', { licenseQuery: { customerId: 'NOBODY' }, pageSize: 0 })

const { licenseId } = listOf((await create('DATE', ['CAD-FAIR'])).licenses.license)[0]
async function expiration() {
  const { licenseState } = await call(sales, 'GetLicense', { licenseId })
  return licenseState.expirationTime?.toISOString().replace('.000Z', 'Z') ?? null
}
async function extend(step, endAt) {
  await call(sales, 'ExtendLicenses', {
    requestId: `${RUN}-DATE-${step}`,
    extension: { licenseIds: { licenseId: [licenseId] }, expirationSet: { endAt } },
  })
  return expiration()
}
// Read as Date, but to be sent as text: of a Date the package makes an empty element.
const dates = {
  read: await expiration(),
  utc: await extend(1, new Date('2028-01-31T23:30:00Z').toISOString()),
  offset: await extend(2, '2028-03-01T01:30:00+02:00'),
  never: await extend(3, new Date('9999-12-31T23:59:59Z').toISOString()),
}

const many = await create(
  '200',
  Array.from({ length: 200 }, () => 'CAD-RENDER'),
)
const listed = listOf(many.licenses.license)

// A catalogue entry by the administration: bytes and a number beyond 31 bits.
const admin = await connect('admin', 'erp', SECRET)
const never = { policy: 'never', waitDays: 0, maximumCount: 0, periodDays: 0 }
const put = await call(admin, 'PutItem', {
  item: {
    itemNumber: `${RUN}-ITEM`,
    name: 'Zeichenbrett für Ärzte & <Anwälte>',
    firmCode: 6000010,
    productCode: 4294967295,
    licenseCounting: 'perPiece',
    containerKinds: { containerKind: ['software'] },
    licenseOptions: { featureMap: { mask: 7 }, userData: Buffer.from([0, 1, 254, 255]).toString('base64') },
    returnRule: never,
    reactivationRule: never,
    restoreRule: never,
    itemParameters: {},
  },
})
const { item } = await call(admin, 'GetItem', { itemNumber: `${RUN}-ITEM` })

/** Number of operations of a client. */
function count(client) {
  const [service] = Object.values(client.describe())
  const [port] = Object.values(service)
  return Object.keys(port).length
}
const { version } = createRequire(import.meta.url)('soap/package.json')

process.stdout.write(
  JSON.stringify({
    stack: `node-soap ${version}`,
    generates: { sales: count(sales), depot: count(await connect('depot')), admin: count(admin) },
    fault: { field: refusal?.field },
    texts: { name: text.customer.name, comment: text.comment, blanks: fieldsOf(text)[0]?.value },
    gaps: {
      empty: fieldsOf(first)[0]?.value ?? null,
      missing: second.customer.name ?? null,
      rows: listOf(nobody.licenseStates?.licenseState).length,
      cursor: nobody.nextCursor ?? null,
    },
    dates,
    lines: {
      // Numbers of restricted types stay texts.
      licenseCount: Number(many.licenseCount),
      listed: listed.length,
      last: listed.at(-1).lineNumber,
      lineCount: Number((await orderOf('200')).lineCount),
    },
    catalogue: {
      outcome: put.outcome,
      name: item.name,
      productCode: Number(item.productCode),
      bytes: Buffer.from(item.licenseOptions.userData, 'base64').toString('hex'),
    },
  }),
)
