<?php
// Lets in whoever is signed in to Latchkey, and tells the service who it is: `$user`.
$context = stream_context_create(['http' => [
    'header' => 'Cookie: ' . ($_SERVER['HTTP_COOKIE'] ?? ''),
    'follow_location' => 0,
    'ignore_errors' => true,
    'timeout' => 3,
]]);
$answer = @fopen(getenv('LATCHKEY_URL') . '/api/v1/authentication', 'r', false, $context);
$status = $answer ? (int) explode(' ', stream_get_meta_data($answer)['wrapper_data'][0])[1] : 0;
$user = $answer ? json_decode(stream_get_contents($answer), true) : null;

if ($status === 401) {
    if ($_SERVER['REQUEST_METHOD'] === 'GET' && str_contains($_SERVER['HTTP_ACCEPT'] ?? '', 'text/html')) {
        header('Location: /sign-in?next=' . rawurlencode($_SERVER['REQUEST_URI']), true, 303);
    } else {
        http_response_code(401);
    }
    exit;
}
if ($status !== 200 || !isset($user['id'])) {
    http_response_code(503);
    exit;
}

header('Content-Type: text/plain; charset=utf-8');
echo "Hello, {$user['name']}";
