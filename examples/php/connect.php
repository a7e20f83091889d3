<?php

/**
 * A client of OpenDepot, made by PHP's SoapClient from the WSDL that the server gives. Sales and Admin need an API client,
 * the Depot does not.
 *
 * @param string $face sales, depot or admin
 */
function connect(string $face, ?string $user = null, ?string $secret = null): SoapClient
{
    $server = getenv('SERVER') ?: 'http://127.0.0.1:8080';
    $is12 = getenv('SOAP_VERSION') === '1.2';
    $options = [
        'soap_version' => $is12 ? SOAP_1_2 : SOAP_1_1,
        'features' => SOAP_SINGLE_ELEMENT_ARRAYS, // a list of one is a list
        'cache_wsdl' => WSDL_CACHE_NONE, // in production WSDL_CACHE_BOTH: the file changes with the server's version only
        'connection_timeout' => 10, // seconds; how long an answer may take says default_socket_timeout
    ];
    if ($user !== null) {
        $options += ['login' => $user, 'password' => $secret];
    }
    return new SoapClient("$server/soap/$face?" . ($is12 ? 'wsdl12' : 'wsdl'), $options);
}
