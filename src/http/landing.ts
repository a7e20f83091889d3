/** An interface that this node serves, as the page lists it. */
export interface ServedInterface {
  readonly name: 'sales' | 'depot' | 'admin'
  /** Full address of the endpoint. */
  readonly address: string
}

type Language = 'en' | 'de'

const words = {
  en: {
    what: 'A license integration server: an order becomes a ticket, the ticket a license in a container.',
    here: 'Interfaces of this server',
    sales: 'for ERP, CRM and shop: orders, tickets, states',
    depot: 'for the protected software and its users: redeem tickets, update containers',
    admin: 'for the vendor: items and firm codes',
    state: 'State',
    alive: 'alive',
    ready: 'ready',
    metrics: 'metrics',
    version: 'Version',
  },
  de: {
    what: 'Ein Server für Lizenzen: Aus einer Bestellung wird ein Ticket, aus dem Ticket eine Lizenz im Container.',
    here: 'Schnittstellen dieses Servers',
    sales: 'für ERP, CRM und Shop: Bestellungen, Tickets, Zustände',
    depot: 'für die geschützte Software und ihre Nutzer: Tickets einlösen, Container aktualisieren',
    admin: 'für den Hersteller: Artikel und Firm Codes',
    state: 'Zustand',
    alive: 'läuft',
    ready: 'bereit',
    metrics: 'Messwerte',
    version: 'Version',
  },
} as const satisfies Record<Language, Record<string, string>>

const style = `
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
  body { max-width: 42rem; margin: 0 auto; padding: 1.5rem }
  h1 { font-size: 1.6rem } h2 { font-size: 1.2rem; margin-top: 2rem }
  dt { font-weight: 600; margin-top: 1rem } dd { margin: 0 }
  code { overflow-wrap: anywhere } a { display: inline-block; padding: .3rem .6rem .3rem 0 }
  footer { margin-top: 2rem; font-size: .9rem }`

/** The page at `/`: what this is and where the contracts are. No script, readable on a phone and by a screen reader. */
export function landingPage(
  language: Language,
  interfaces: readonly ServedInterface[],
  version: string | undefined,
): string {
  const text = words[language]
  const list = interfaces.map(({ name, address }) => {
    const title = name.charAt(0).toUpperCase() + name.slice(1)
    const href = escape(address)
    return `
      <dt>${title}</dt>
      <dd>${text[name]}<br><code>${href}</code><br>
        <a href="${href}?wsdl">${title} WSDL, SOAP 1.1</a>
        <a href="${href}?wsdl12">${title} WSDL, SOAP 1.2</a></dd>`
  })
  return `<!doctype html>
<html lang="${language}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>OpenDepot</title>
  <style>${style}
  </style>
</head>
<body>
  <main>
    <h1>OpenDepot</h1>
    <p>${text.what}</p>
    <h2>${text.here}</h2>
    <dl>${list.join('')}
    </dl>
    <h2>${text.state}</h2>
    <p><a href="/healthz">${text.alive}</a> <a href="/readyz">${text.ready}</a>${version === undefined ? '' : ` <a href="/metrics">${text.metrics}</a>`}</p>
  </main>${version === undefined ? '' : `\n  <footer>${text.version} ${escape(version)}</footer>`}
</body>
</html>
`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
