<?php

/** Odd texts, gaps, dates and many lines with PHP's SoapClient; PROTOCOL.md says what is sent and printed. */

require 'examples/php/connect.php';

$run = getenv('RUN');
$sales = connect('sales', 'erp', getenv('SECRET'));

$create = fn(string $name, array $items, array $customer = [], array $more = []) => $sales->CreateOrder(['order' => [
    'orderNumber' => "$run-$name",
    'customer' => ['customerId' => 'C-1'] + $customer,
    'orderLines' => ['orderLine' => array_map(
        fn($index, $item) => ['lineNumber' => strval($index + 1), 'itemNumber' => $item, 'quantity' => 1],
        array_keys($items),
        $items,
    )],
] + $more])->result;
$orderOf = fn(string $name) => $sales->GetOrder(['orderNumber' => "$run-$name"])->result;
$contentOf = fn(string $name) => file_get_contents(getenv('FOLDER') . "/$name");

try {
    $create('NONE', ['NO-SUCH-ITEM']);
    $field = null;
} catch (SoapFault $fault) {
    $field = $fault->detail->ServiceFault->field;
}

$fields = fn(array ...$fields) => ['customerFields' => ['customerField' => $fields]];
$create(
    'TEXT',
    ['CAD-RENDER'],
    ['name' => $contentOf('name.txt')] + $fields(['name' => 'blanks', 'value' => '  between  ']),
    ['comment' => $contentOf('comment.txt')],
);
$text = $orderOf('TEXT');

$before = ['name' => 'Before', 'email' => 'before@example.org'] + $fields(['name' => 'empty', 'value' => '']);
$create('GAPS', ['CAD-RENDER'], $before, ['comment' => 'Before']);
$first = $orderOf('GAPS');
$create('GAPS', ['CAD-RENDER'], ['name' => ''] + $fields());
$second = $orderOf('GAPS');
$nobody = $sales->FindLicenses(['licenseQuery' => ['customerId' => 'NOBODY'], 'pageSize' => 0])->result;

$licenseId = $create('DATE', ['CAD-FAIR'])->licenses->license[0]->licenseId;
function expiration(): ?string
{
    global $sales, $licenseId;
    $instant = $sales->GetLicense(['licenseId' => $licenseId])->result->licenseState->expirationTime ?? null;
    return $instant === null
        ? null
        : (new DateTimeImmutable($instant))->setTimezone(new DateTimeZone('UTC'))->format('Y-m-d\TH:i:s\Z');
}
function extend(int $step, string $end): ?string
{
    global $sales, $licenseId, $run;
    $sales->ExtendLicenses(['requestId' => "$run-DATE-$step", 'extension' => [
        'licenseIds' => ['licenseId' => [$licenseId]],
        'expirationSet' => ['endAt' => (new DateTimeImmutable($end))->format(DATE_ATOM)],
    ]]);
    return expiration();
}
$dates = [
    'read' => expiration(),
    'utc' => extend(1, '2028-01-31T23:30:00Z'),
    'offset' => extend(2, '2028-03-01T01:30:00+02:00'),
    'never' => extend(3, '9999-12-31T23:59:59Z'),
];

$many = $create('200', array_fill(0, 200, 'CAD-RENDER'));
$listed = $many->licenses->license;

// A catalogue entry by the administration: bytes and a number beyond 31 bits.
$admin = connect('admin', 'erp', getenv('SECRET'));
$never = ['policy' => 'never', 'waitDays' => 0, 'maximumCount' => 0, 'periodDays' => 0];
$put = $admin->PutItem(['item' => [
    'itemNumber' => "$run-ITEM",
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
$item = $admin->GetItem(['itemNumber' => "$run-ITEM"])->result->item;

echo json_encode([
    'stack' => 'PHP SoapClient ' . phpversion('soap'),
    'generates' => [
        'sales' => count($sales->__getFunctions()),
        'depot' => count(connect('depot')->__getFunctions()),
        'admin' => count($admin->__getFunctions()),
    ],
    'fault' => ['field' => $field],
    'texts' => [
        'name' => $text->customer->name,
        'comment' => $text->comment,
        'blanks' => $text->customer->customerFields->customerField[0]->value,
    ],
    'gaps' => [
        'empty' => $first->customer->customerFields->customerField[0]->value,
        'missing' => $second->customer->name ?? null,
        'rows' => count($nobody->licenseStates->licenseState ?? []),
        'cursor' => $nobody->nextCursor ?? null,
    ],
    'dates' => $dates,
    'lines' => [
        'licenseCount' => $many->licenseCount,
        'listed' => count($listed),
        'last' => end($listed)->lineNumber,
        'lineCount' => $orderOf('200')->lineCount,
    ],
    'catalogue' => [
        'outcome' => $put->outcome,
        'name' => $item->name,
        'productCode' => $item->productCode,
        'bytes' => bin2hex($item->licenseOptions->userData),
    ],
]);
