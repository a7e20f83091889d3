<?php

/**
 * The program that has ordered licenses at Muster AG since 2009. It was made from lizenz.wsdl and knows nothing of
 * OpenDepot: only the address of the service, which was always a setting, points somewhere else now.
 */

$client = new SoapClient(__DIR__ . '/lizenz.wsdl', [
    'location' => getenv('LIZENZ_URL'),
    'login' => getenv('LIZENZ_USER'),
    'password' => getenv('LIZENZ_PASSWORD'),
    'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
    'cache_wsdl' => WSDL_CACHE_NONE,
    'trace' => true,
]);

function auftrag(string $nummer, string $artikel, string $menge): array
{
    return [
        'AuftragsNummer' => $nummer,
        'AuftragsDatum' => '20270131',
        'Besteller' => [
            'KundenNummer' => '0000100023',
            'Vorname' => null,
            'Nachname' => 'Ärzte & <Anwälte> GmbH',
            'Telefon' => '089 / 1234',
            'Abteilung' => 'Einkauf',
        ],
        'NurZusammen' => '',
        'Position' => [
            ['Artikel' => $artikel, 'Menge' => $menge, 'Einheit' => 'ST'],
            ['Artikel' => 'CAD-FAIR', 'Menge' => '1.000'],
        ],
        'Bemerkung' => null,
    ];
}

// --- An order, sent twice because nobody was sure about the first time, and one with an article that there is not.
$neu = $client->AuftragAnlegen('100', auftrag('4711', 'CAD-PRO', '2.000'));
$nochmal = $client->AuftragAnlegen('100', auftrag('4711', 'CAD-PRO', '2.000'));
$unbekannt = $client->AuftragAnlegen('100', auftrag('4712', 'GIBT-ES-NICHT', '1.000'));

// --- The order as it stands, and what is wrong with an order that is known with other content.
$stand = $client->AuftragLesen('100-4711');
try {
    $client->AuftragAnlegen('100', auftrag('4711', 'CAD-PRO', '3.000'));
    $fehler = null;
} catch (SoapFault $fault) {
    $fehler = $fault->detail->AuftragFehler;
}
try {
    $client->AuftragAnlegen('100', auftrag('4713', 'CAD-PRO', '2.500'));
    $menge = null;
} catch (SoapFault $fault) {
    $menge = $fault->detail->AuftragFehler;
}

// --- A license for longer, and the ticket as the hotline looks at it.
$verlaengert = $client->LizenzVerlaengern($neu->Lizenz[2]->LizenzNummer, '20291231', 'Müller');
$geprueft = $client->TicketPruefen($neu->TicketNummer);
$vertippt = $client->TicketPruefen('AAAAA-BBBBB-CCCCC-DDDDD-EEEEE');

echo json_encode([
    'neu' => [$neu->Rueckgabe->Code, $neu->Vorgang, $neu->Anzahl, strlen($neu->TicketNummer)],
    'lizenzen' => array_map(fn($lizenz) => [$lizenz->PositionsNummer, $lizenz->Artikel, $lizenz->Zustand], $neu->Lizenz),
    'nochmal' => [$nochmal->Vorgang, $nochmal->TicketNummer === $neu->TicketNummer],
    'unbekannt' => [$unbekannt->Rueckgabe->Code, $unbekannt->Vorgang, $unbekannt->TicketNummer],
    'stand' => [$stand->AuftragsNummer, strlen($stand->AngelegtAm), $stand->Kunde, $stand->NurZusammen, count($stand->Lizenz)],
    'fehler' => [(int) $fehler->Nummer, $fehler->Feld ?? null],
    'menge' => [(int) $menge->Nummer, $menge->Feld ?? null],
    'verlaengert' => [$verlaengert->Code, $verlaengert->Text],
    'geprueft' => [$geprueft->Gueltig, $geprueft->Anzahl, $geprueft->ErsterArtikel],
    'vertippt' => [$vertippt->Gueltig, $vertippt->Anzahl],
]), "\n";
