<?php

/**
 * From order to license with PHP's SoapClient: the back office, the vendor's administration and a program beside the
 * license container, all in one file. What is printed at the end is compared with what the other stacks read.
 */

$server = getenv('SERVER');
$run = getenv('RUN');
$folder = getenv('FOLDER');

// --- Clients, made from the WSDLs that the server gives. Sales and Admin need an API client, the Depot does not.
function connect(string $face, ?string $secret = null): SoapClient
{
    $is12 = getenv('SOAP_VERSION') === '1.2';
    $options = [
        'soap_version' => $is12 ? SOAP_1_2 : SOAP_1_1,
        'features' => SOAP_SINGLE_ELEMENT_ARRAYS, // a list of one is a list
        'cache_wsdl' => WSDL_CACHE_NONE,
    ];
    if ($secret !== null) {
        $options += ['login' => 'erp', 'password' => $secret];
    }
    return new SoapClient(getenv('SERVER') . "/soap/$face?" . ($is12 ? 'wsdl12' : 'wsdl'), $options);
}
$admin = connect('admin', getenv('SECRET'));
$sales = connect('sales', getenv('SECRET'));
$depot = connect('depot');

// --- The vendor puts an item into the catalogue.
$itemNumber = "$run-ITEM";
$never = ['policy' => 'never', 'waitDays' => 0, 'maximumCount' => 0, 'periodDays' => 0];
$firm = $admin->PutFirmCode(['firm' => ['firmCode' => 6000010, 'name' => 'Muster']])->result;
$item = $admin->PutItem(['item' => [
    'itemNumber' => $itemNumber,
    'name' => 'Zeichenbrett für Ärzte & <Anwälte>',
    'firmCode' => 6000010,
    'productCode' => 4294967295,
    'licenseCounting' => 'perPiece',
    'containerKinds' => ['containerKind' => ['software']],
    'licenseOptions' => ['featureMap' => ['mask' => 7], 'userData' => "\x00\x01\xfe\xff"],
    'returnRule' => $never,
    'reactivationRule' => $never,
    'restoreRule' => $never,
    'itemParameters' => [],
]])->result;
$itemState = $admin->GetItem(['itemNumber' => $itemNumber])->result;

// --- The back office orders. It may send an order as often as it likes: the second time nothing happens.
$orderNumber = "$run-4711";
function orderOf(string $orderNumber, string $itemNumber, int $quantity): array
{
    return ['order' => [
        'orderNumber' => $orderNumber,
        'customer' => ['customerId' => 'C-1', 'name' => 'Jürgen Muster'],
        'orderLines' => ['orderLine' => [
            ['lineNumber' => '10', 'itemNumber' => $itemNumber, 'quantity' => $quantity],
        ]],
    ]];
}
$order = $sales->CreateOrder(orderOf($orderNumber, $itemNumber, 2))->result;
$again = $sales->CreateOrder(orderOf($orderNumber, $itemNumber, 2))->result;
$orderState = $sales->GetOrder(['orderNumber' => $orderNumber])->result;

// --- What is refused comes as a fault with a typed detail.
function refusal(callable $request): array
{
    try {
        $request();
    } catch (SoapFault $fault) {
        $info = $fault->detail->ServiceFault;
        $details = array_map(fn($detail) => [$detail->name, $detail->value], $info->faultDetails->faultDetail ?? []);
        return ['code' => $info->code, 'field' => $info->field ?? '', 'details' => $details];
    }
    throw new Exception('nothing was refused');
}
$conflict = refusal(fn() => $sales->CreateOrder(orderOf($orderNumber, $itemNumber, 3)));
$unknownItem = refusal(fn() => $sales->CreateOrder(orderOf('X', 'NO-SUCH-ITEM', 1)));

// --- The buyer's machine: the runtime makes the container and its files, this program carries them.
$tickets = $depot->GetTickets(['ticketIds' => ['ticketId' => [$order->ticketId]]])->result;
$ticket = $tickets->ticketViews->ticketView[0];

function runtime(string ...$arguments): array
{
    $command = getenv('RUNTIME') . ' ' . implode(' ', array_map('escapeshellarg', $arguments));
    return json_decode(shell_exec($command), true, flags: JSON_THROW_ON_ERROR);
}
function newContext(): string
{
    $file = getenv('FOLDER') . '/context.odc';
    runtime('context', '--firm', '6000010', '--out', $file);
    return trim(file_get_contents($file));
}
$serial = runtime('create', '--firm', '6000010', '--root', getenv('ROOT'))['containerSerial'];
$firstContext = newContext();
$facts = json_decode(base64_decode(strtr(json_decode($firstContext)->payload, '-_', '+/')));
$enrolled = $depot->EnrollContainer(['enrollment' => [
    'containerKind' => 'software',
    'firmCode' => 6000010,
    'signingKey' => json_encode($facts->signingKey),
    'agreementKey' => json_encode($facts->agreementKey),
    'fingerprint' => ['fingerprintPart' => array_map(
        fn($part) => ['name' => $part->name, 'partHash' => $part->hash],
        $facts->fingerprint->parts,
    )],
]])->result;

// --- The ticket becomes a license in the container; the next context is the receipt.
$activated = $depot->ActivateLicenses(['activation' => [
    'ticketId' => $order->ticketId,
    'contextFile' => $firstContext,
]])->result;
$continued = $depot->ContinueTransfer(['transferKey' => ['transferId' => $activated->transferId]])->result;
file_put_contents("$folder/update.odu", $activated->updateFile);
$imported = runtime('import', "$folder/update.odu");
$confirmed = $depot->ConfirmUpdate(['confirmation' => ['contextFile' => newContext()]])->result;
$ticketState = $sales->GetTicket(['ticketId' => $order->ticketId])->result;
$keys = $depot->GetKeys(['firmCode' => 6000010])->result;

$stateOf = fn($license) => $license->state;
echo json_encode([
    'firm' => [$firm->outcome, $firm->signingReady],
    'item' => [$item->outcome, $item->versionNumber],
    'itemState' => [
        $itemState->item->name,
        $itemState->item->productCode,
        bin2hex($itemState->item->licenseOptions->userData),
    ],
    'order' => [$order->outcome, $order->licenseCount],
    'again' => [$again->outcome, $again->ticketId === $order->ticketId],
    'orderState' => [
        $orderState->customer->name,
        date_create($orderState->createdAt) !== false,
        array_map($stateOf, $orderState->licenseStates->licenseState),
    ],
    'conflict' => $conflict,
    'unknownItem' => $unknownItem,
    'ticket' => [$ticket->licenseCount, $ticket->ticketLicenses->ticketLicense[0]->nextActions->nextAction[0]],
    'enrolled' => [$enrolled->containerSerial === $serial, json_decode($enrolled->templateFile)->protected !== ''],
    'activated' => array_map(fn($license) => $license->ok, $activated->licenseResults->licenseResult),
    'continued' => $continued->updateFile === $activated->updateFile,
    'imported' => $imported['steps'],
    'confirmed' => array_map($stateOf, $confirmed->confirmedLicenses->confirmedLicense),
    'ticketState' => array_map($stateOf, $ticketState->licenseStates->licenseState),
    'keys' => [$keys->rootThumbprint, $keys->firmCertificates->firmCertificate[0]->state],
]);
