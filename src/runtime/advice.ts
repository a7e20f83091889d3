/** A sentence in each language that the runtime speaks. */
export interface Words {
  readonly en: string
  readonly de: string
}

export type Language = keyof Words

/**
 * What the person in front of the machine does next, for each fault code that the Depot can give: for a whole request or for
 * one license. A test compares the codes with the contract.
 */
const advice: Readonly<Record<string, Words>> = {
  INVALID_REQUEST: {
    en: 'Correct what is named above. If it is nothing of yours, update the runtime, or ask the vendor which one fits.',
    de: 'Berichtigen Sie, was oben genannt ist. Ist es nichts von Ihnen, aktualisieren Sie das Programm, oder fragen Sie den Hersteller.',
  },
  UNKNOWN_OPERATION: {
    en: 'This Depot cannot do that: check the address, or ask the vendor.',
    de: 'Dieses Depot kann das nicht: prüfen Sie die Adresse, oder fragen Sie den Hersteller.',
  },
  ACTION_MISMATCH: {
    en: 'Something between here and the Depot changes the messages: check proxy settings, or carry a file instead (--out).',
    de: 'Etwas zwischen hier und dem Depot verändert die Nachrichten: prüfen Sie den Proxy, oder nehmen Sie eine Datei.',
  },
  LIMIT_EXCEEDED: {
    en: 'Do it in smaller parts: name single licenses with --license.',
    de: 'Machen Sie es in kleineren Teilen: nennen Sie einzelne Lizenzen.',
  },
  UNAVAILABLE: {
    en: 'The Depot is out of order at the moment. Try again in a few minutes; nothing is lost.',
    de: 'Das Depot ist im Augenblick gestört. Versuchen Sie es in einigen Minuten wieder; es geht nichts verloren.',
  },
  RATE_LIMITED: {
    en: 'Too much was asked, or too many wrong tickets were tried, from this network. Wait as long as is said above, then try again; nothing is lost.',
    de: 'Aus diesem Netz wurde zu viel gefragt, oder zu viele falsche Tickets versucht. Warten Sie so lange wie oben steht; es geht nichts verloren.',
  },
  INTERNAL: {
    en: 'The Depot has made a mistake. Try once more; if it stays, tell the vendor the time and what you did.',
    de: 'Das Depot hat einen Fehler gemacht. Versuchen Sie es noch einmal; bleibt es dabei, nennen Sie dem Hersteller die Uhrzeit.',
  },
  FIRM_CODE_UNKNOWN: {
    en: 'This Depot does not serve that firm code: check the number and the address of the Depot.',
    de: 'Dieses Depot kennt den Firm Code nicht: prüfen Sie die Nummer und die Adresse des Depots.',
  },
  TICKET_MALFORMED: {
    en: 'Compare the ticket with your delivery note, letter by letter, or copy it whole.',
    de: 'Vergleichen Sie das Ticket Zeichen für Zeichen mit dem Lieferschein, oder kopieren Sie es im Ganzen.',
  },
  TICKET_UNKNOWN: {
    en: 'Check that the ticket and the Depot are of the same vendor; a vendor can also have exchanged the ticket for a new one.',
    de: 'Prüfen Sie, ob Ticket und Depot vom selben Hersteller sind; er kann das Ticket auch durch ein neues ersetzt haben.',
  },
  LICENSE_UNKNOWN: {
    en: 'See "opendepot-runtime ticket" for the licenses of a ticket, "opendepot-runtime list" for those on this machine.',
    de: 'Lassen Sie sich die Lizenzen des Tickets und die dieser Maschine zeigen, und wählen Sie eine davon.',
  },
  LICENSE_STATE: {
    en: 'If another computer of yours has it, return it there; if that computer is lost, use "opendepot-runtime reactivate".',
    de: 'Hat sie ein anderer Computer von Ihnen, geben Sie sie dort zurück; ist er verloren, lassen Sie sie neu ausstellen.',
  },
  PARAMETER_INVALID: {
    en: 'Give the value that is asked for: --parameter name=value.',
    de: 'Geben Sie den verlangten Wert an.',
  },
  CONTEXT_INVALID: {
    en: 'Make a new request on the machine that it is for; the file may have been changed on its way.',
    de: 'Erstellen Sie die Anfrage auf der Maschine neu; die Datei kann unterwegs verändert worden sein.',
  },
  CONTEXT_STALE: {
    en: 'A newer request of this container has been there before: make a new one and send that.',
    de: 'Eine neuere Anfrage dieses Containers war schon da: erstellen Sie eine neue und senden Sie diese.',
  },
  FIRM_CODE_OTHER: {
    en: 'Ask for this license with its own firm code: --firm.',
    de: 'Fragen Sie nach dieser Lizenz mit ihrem eigenen Firm Code.',
  },
  CONTAINER_UNKNOWN: {
    en: 'The Depot knows no such container: check its number (--serial, --old-serial), or ask the support of the vendor.',
    de: 'Das Depot kennt keinen solchen Container: prüfen Sie seine Nummer, oder fragen Sie den Support des Herstellers.',
  },
  CONTAINER_KIND: {
    en: 'This license goes only into another kind of container: "opendepot-runtime ticket" says which.',
    de: 'Diese Lizenz geht nur in eine andere Art von Container: das Ticket sagt, in welche.',
  },
  CONTAINER_BLOCKED: {
    en: 'The licenses of this container are elsewhere, or the vendor has blocked it. Ask the support of the vendor.',
    de: 'Die Lizenzen dieses Containers sind anderswo, oder der Hersteller hat ihn gesperrt. Fragen Sie seinen Support.',
  },
  KEY_INVALID: {
    en: 'Update the runtime; the Depot does not take keys of this kind.',
    de: 'Aktualisieren Sie das Programm; das Depot nimmt Schlüssel dieser Art nicht.',
  },
  NOTHING_TO_DO: {
    en: 'There is nothing to do: everything is as you want it, or belongs elsewhere, as the lines above say.',
    de: 'Es ist nichts zu tun: alles ist schon so, oder gehört anderswohin, wie oben steht.',
  },
  BASE_LICENSE_MISSING: {
    en: 'Put the license that it builds on into this container first; "opendepot-runtime ticket" says which.',
    de: 'Bringen Sie zuerst die Lizenz, auf der sie aufbaut, in diesen Container; das Ticket sagt, welche.',
  },
  RETURN_NOT_ALLOWED: {
    en: 'This license cannot be returned. Keep it here, or ask the support of the vendor.',
    de: 'Diese Lizenz kann nicht zurückgegeben werden. Lassen Sie sie hier, oder fragen Sie den Support des Herstellers.',
  },
  REACTIVATION_NOT_ALLOWED: {
    en: 'This license cannot be issued anew without the vendor: ask his support, and name the license.',
    de: 'Diese Lizenz wird nicht ohne den Hersteller neu ausgestellt: fragen Sie seinen Support, und nennen Sie die Lizenz.',
  },
  RENEWAL_NOT_ALLOWED: {
    en: 'This license is not renewed from here: ask the vendor for a renewal.',
    de: 'Diese Lizenz wird nicht von hier aus verlängert: fragen Sie den Hersteller nach einer Verlängerung.',
  },
  WAIT: {
    en: 'Come again at the time that is named and do the same once more; your place is kept.',
    de: 'Kommen Sie zur genannten Zeit wieder und tun Sie dasselbe noch einmal; Ihr Antrag ist vorgemerkt.',
  },
  APPROVAL_NEEDED: {
    en: 'Ask the support of the vendor to approve it, and name the license or the container; then do the same once more.',
    de: 'Bitten Sie den Support des Herstellers um Freigabe, nennen Sie Lizenz oder Container, und tun Sie dann dasselbe noch einmal.',
  },
  TERMS_NOT_ACCEPTED: {
    en: 'Read what becomes invalid, and say --accept-terms if you agree.',
    de: 'Lesen Sie, was ungültig wird, und stimmen Sie zu, wenn Sie einverstanden sind.',
  },
  MANIPULATION_DETECTED: {
    en: 'The Depot cannot explain the state of this container. Ask the support of the vendor, and name its number; your licenses stay usable meanwhile.',
    de: 'Das Depot kann sich den Zustand dieses Containers nicht erklären. Fragen Sie den Support des Herstellers, und nennen Sie die Nummer; Ihre Lizenzen bleiben solange nutzbar.',
  },
  TRANSFER_OPEN: {
    en: 'Import the updates that are on their way first: "opendepot-runtime auto-update" fetches them.',
    de: 'Importieren Sie zuerst die Updates, die unterwegs sind: „Updates abholen“ holt sie.',
  },
  TRANSFER_UNKNOWN: {
    en: 'Nothing is open any more: everything has arrived.',
    de: 'Es ist nichts mehr offen: alles ist angekommen.',
  },
  NEED_PROOF: {
    en: 'The Depot was put back to an older state and has to see what it issued: run "opendepot-runtime proof", then the same once more.',
    de: 'Das Depot wurde auf einen älteren Stand gesetzt und muss sehen, was es ausgestellt hat: führen Sie „opendepot-runtime proof“ aus, dann dasselbe noch einmal.',
  },
  QUOTA_EXCEEDED: {
    en: 'That was done as often as the license allows; where a time is named it is possible again from then on, else ask the vendor.',
    de: 'Das wurde so oft getan, wie die Lizenz es erlaubt; ist eine Zeit genannt, geht es ab dann wieder, sonst fragen Sie den Hersteller.',
  },
  CHECK_REFUSED: {
    en: 'The vendor has refused it, for the reason above; only he can change that.',
    de: 'Der Hersteller hat es aus dem genannten Grund abgelehnt; nur er kann das ändern.',
  },
  SEATS_TAKEN: {
    en: 'Close the program on another device, or come again at the time that is named.',
    de: 'Schließen Sie das Programm auf einem anderen Gerät, oder kommen Sie zur genannten Zeit wieder.',
  },
  SESSION_UNKNOWN: {
    en: 'The session has ended: open a new one.',
    de: 'Die Sitzung ist beendet: öffnen Sie eine neue.',
  },
  UNITS_USED_UP: {
    en: 'Fewer units are left than are needed: ask the vendor for more.',
    de: 'Es sind weniger Einheiten übrig als nötig: fragen Sie den Hersteller nach weiteren.',
  },
  REQUEST_CONFLICT: {
    en: 'Start over; two different requests had the same number.',
    de: 'Beginnen Sie von vorn; zwei verschiedene Anfragen hatten dieselbe Nummer.',
  },
  FORBIDDEN: {
    en: 'You are not allowed to do that at this Depot: check user and password, or ask the vendor.',
    de: 'Das dürfen Sie bei diesem Depot nicht: prüfen Sie Benutzer und Passwort, oder fragen Sie den Hersteller.',
  },
}

/** A newer Depot may give codes that are not known here. */
const otherwise: Words = {
  en: 'Ask the support of the vendor, and name the fault code.',
  de: 'Fragen Sie den Support des Herstellers, und nennen Sie den Fehlercode.',
}

/** What to do next after this fault code. */
export function adviceOn(code: string, language: Language = 'en'): string {
  return (Object.hasOwn(advice, code) ? (advice[code] ?? otherwise) : otherwise)[language]
}

/** The codes with advice of their own. */
export const advisedCodes: readonly string[] = Object.keys(advice)
