import type { Language, Words } from '../../advice.ts'

/** Everything that the wizard says by itself; {0}, {1} stand for what it tells. */
export const words = {
  welcome: {
    en: 'Licenses of this computer. Enter chooses what stands in brackets; nothing happens before you agree.',
    de: 'Lizenzen dieses Computers. Enter wählt, was in Klammern steht; nichts geschieht, bevor Sie zustimmen.',
  },
  what: { en: 'What would you like to do?', de: 'Was möchten Sie tun?' },
  redeem: { en: 'Redeem a ticket', de: 'Ein Ticket einlösen' },
  show: { en: 'Show the licenses on this computer', de: 'Die Lizenzen dieses Computers zeigen' },
  fetch: { en: 'Fetch updates', de: 'Updates abholen' },
  giveBack: { en: 'Return licenses', de: 'Lizenzen zurückgeben' },
  lost: {
    en: 'Another computer is lost: get its licenses here',
    de: 'Ein anderer Computer ist verloren: seine Lizenzen hierher holen',
  },
  restore: {
    en: 'This computer was installed anew: bring its licenses back',
    de: 'Dieser Computer wurde neu installiert: seine Lizenzen zurückholen',
  },
  renew: { en: 'Renew a license', de: 'Eine Lizenz verlängern' },
  take: { en: 'Import a file that came back', de: 'Eine Datei importieren, die zurückkam' },
  quit: { en: 'Quit', de: 'Beenden' },
  number: { en: 'Number', de: 'Nummer' },
  notThere: { en: 'Please give one of the numbers.', de: 'Bitte geben Sie eine der Nummern an.' },
  depot: {
    en: 'Address of the Depot, as the vendor gave it (empty: this computer has no network)',
    de: 'Adresse des Depots, wie vom Hersteller genannt (leer: dieser Computer hat kein Netz)',
  },
  noAddress: {
    en: 'That is no address; one looks like https://depot.example.com/soap/depot.',
    de: 'Das ist keine Adresse; eine sieht so aus: https://depot.example.com/soap/depot.',
  },
  byFile: {
    en: 'Then we work with files that you carry to a computer with network and back.',
    de: 'Dann arbeiten wir mit Dateien, die Sie zu einem Computer mit Netz tragen und zurück.',
  },
  ticket: { en: 'Ticket (empty: back)', de: 'Ticket (leer: zurück)' },
  mistyped: {
    en: 'That is no ticket: {0}',
    de: 'Das ist kein Ticket; vergleichen Sie es Zeichen für Zeichen mit dem Lieferschein.',
  },
  onTicket: { en: 'On this ticket:', de: 'Auf diesem Ticket:' },
  nothingToCollect: {
    en: 'Nothing on it can be collected. If another computer of yours has it, return it there; if that one is lost, choose "{0}".',
    de: 'Nichts davon kann abgeholt werden. Hat es ein anderer Computer von Ihnen, geben Sie es dort zurück; ist er verloren, wählen Sie „{0}“.',
  },
  whichRedeem: {
    en: 'Which? Numbers with commas, or "all" [one of each]',
    de: 'Welche? Nummern mit Komma, oder „alle“ [von jedem eine]',
  },
  which: { en: 'Which? Numbers with commas, or "all" [back]', de: 'Welche? Nummern mit Komma, oder „alle“ [zurück]' },
  trust: {
    en: 'The vendor of firm code {0} signs with the key {1}. If the vendor has told you a key, compare them. Trust it?',
    de: 'Der Hersteller mit Firm Code {0} unterschreibt mit dem Schlüssel {1}. Hat er Ihnen einen Schlüssel genannt, vergleichen Sie. Vertrauen?',
  },
  yes: { en: '[yes]/no', de: '[ja]/nein' },
  agree: { en: 'Do you agree? yes/[no]', de: 'Sind Sie einverstanden? ja/[nein]' },
  stopped: { en: 'Nothing was done.', de: 'Es wurde nichts getan.' },
  parameter: {
    en: 'A license asks for "{0}". Value (empty: leave it)',
    de: 'Eine Lizenz verlangt „{0}“. Wert (leer: nicht)',
  },
  here: { en: '{0} is on this computer now.', de: '{0} ist jetzt auf diesem Computer.' },
  left: { en: '{0} has left this computer.', de: '{0} hat diesen Computer verlassen.' },
  failed: { en: '{0}: not possible ({1}). {2}', de: '{0}: nicht möglich ({1}). {2}' },
  waits: { en: 'Possible from {0} on.', de: 'Möglich ab {0}.' },
  working: { en: 'One moment, the Depot is asked.', de: 'Einen Augenblick, das Depot wird gefragt.' },
  empty: { en: 'There are no licenses on this computer.', de: 'Auf diesem Computer sind keine Lizenzen.' },
  closed: {
    en: 'Container {0} cannot be opened on this computer.',
    de: 'Container {0} lässt sich auf diesem Computer nicht öffnen.',
  },
  noEnd: { en: 'no end', de: 'unbefristet' },
  until: { en: 'until {0}', de: 'bis {0}' },
  units: { en: '{0} units left', de: 'noch {0} Einheiten' },
  upToDate: { en: 'Firm code {0}: everything is up to date.', de: 'Firm Code {0}: alles ist auf dem neuesten Stand.' },
  updated: { en: 'Firm code {0}: updates imported.', de: 'Firm Code {0}: Updates importiert.' },
  nothingLost: {
    en: 'Nothing on this ticket is on another computer.',
    de: 'Nichts von diesem Ticket ist auf einem anderen Computer.',
  },
  oldSerial: {
    en: 'Number of the old container, if you know it (empty: the Depot finds it by this computer)',
    de: 'Nummer des alten Containers, wenn Sie sie kennen (leer: das Depot findet ihn an diesem Computer)',
  },
  several: {
    en: 'Several containers were on this computer; some may belong to other users of it.',
    de: 'Auf diesem Computer waren mehrere Container; manche können anderen Benutzern gehören.',
  },
  whichOne: { en: 'Which one is lost? Its number [back]', de: 'Welcher ist verloren? Seine Nummer [zurück]' },
  restored: { en: 'This container takes the place of {0}.', de: 'Dieser Container tritt an die Stelle von {0}.' },
  renewed: { en: '{0} is valid until {1} now.', de: '{0} gilt jetzt bis {1}.' },
  offer: { en: 'The vendor offers {0}: {1} {2}', de: 'Der Hersteller bietet {0}: {1} {2}' },
  firmCode: { en: 'Firm code, as the vendor gave it', de: 'Firm Code, wie vom Hersteller genannt' },
  noFirmCode: {
    en: 'A firm code is a number; it stands on the delivery note, or ask the vendor.',
    de: 'Ein Firm Code ist eine Zahl; er steht auf dem Lieferschein, oder fragen Sie den Hersteller.',
  },
  rootFile: {
    en: 'File with the root key of the vendor (root.jwk)',
    de: 'Datei mit dem Wurzelschlüssel des Herstellers (root.jwk)',
  },
  fileToWrite: { en: 'Where to write the request [{0}]', de: 'Wohin mit der Anfrage [{0}]' },
  written: {
    en: 'Carry {0} to a computer with network, run there "opendepot-runtime ferry {0}", and import here what comes back.',
    de: 'Tragen Sie {0} zu einem Computer mit Netz, rufen Sie dort „opendepot-runtime ferry {0}“ auf, und importieren Sie hier, was zurückkommt.',
  },
  fileToRead: { en: 'Which file (empty: back)', de: 'Welche Datei (leer: zurück)' },
  unreadable: { en: 'The file {0} cannot be read.', de: 'Die Datei {0} kann nicht gelesen werden.' },
  imported: { en: 'Imported.', de: 'Importiert.' },
  receipt: {
    en: 'The vendor hears of it with your next request. Write a receipt to carry at once? yes/[no]',
    de: 'Der Hersteller erfährt es mit Ihrer nächsten Anfrage. Eine Quittung zum Mitnehmen schreiben? ja/[nein]',
  },
  byFileNot: {
    en: 'That needs network; by file, "opendepot-runtime {0} --help" says how.',
    de: 'Das braucht Netz; wie es mit Dateien geht, sagt „opendepot-runtime {0} --help“.',
  },
  refused: { en: 'That did not work: {0}', de: 'Das ging nicht: {0}' },
  ended: { en: 'No more input; nothing more was done.', de: 'Keine weitere Eingabe; es wurde nichts mehr getan.' },
  bye: { en: 'Good-bye.', de: 'Auf Wiedersehen.' },
} as const satisfies Record<string, Words>

export type Word = keyof typeof words

/** A sentence in a language, with what it tells in its places. */
export function sentence(language: Language, word: Word, ...told: readonly (string | number)[]): string {
  return words[word][language].replace(/\{(\d)\}/g, (_, place: string) => String(told[Number(place)] ?? ''))
}

/** The language of a person with these settings of the system. */
export function languageOf(environment: Readonly<Record<string, string | undefined>>): Language {
  const { LC_ALL, LC_MESSAGES, LANG } = environment
  return (LC_ALL || LC_MESSAGES || LANG || '').startsWith('de') ? 'de' : 'en'
}
