-- Asks Latchkey whether a request may pass, with HAProxy's own HTTP client (2.6 or newer). docs/guarding.md says how it is used:
--
--     global
--         setenv LATCHKEY http://127.0.0.1:3000
--         setenv LATCHKEY_HEADERS "X-WEBAUTH-USER"      # only where an application has `headers` of its own
--         lua-load /usr/share/latchkey/haproxy/latchkey.lua
--     frontend https
--         http-request lua.latchkey
--
-- It lets nothing pass unless Latchkey answers 200: whatever goes wrong is 503. Nothing of it needs other Lua.

local latchkey = os.getenv("LATCHKEY") or error("latchkey.lua: say where Latchkey is, before this script is loaded: setenv LATCHKEY http://127.0.0.1:3000")
local ENDPOINT = latchkey:gsub("/+$", "") .. "/api/authz/forward-auth"
local TIMEOUT_MILLISECONDS = 5000

-- What Latchkey hears of the client. What is not here cannot deceive it.
local ASKED_WITH = { "cookie", "accept", "accept-language", "referer", "user-agent", "x-requested-with", "sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest" }

-- What the client hears of a refusal.
local PASSED_ON = { "location", "set-cookie", "content-type", "content-security-policy", "referrer-policy", "vary", "retry-after" }

-- What the application hears of the answer: `Remote-*`, the cookies that are left, and what the application's `headers` name.
local identity = { cookie = true }
for name in (os.getenv("LATCHKEY_HEADERS") or ""):gmatch("[%w-]+") do identity[name:lower()] = true end

local function is_identity(name)
  -- Some applications cannot tell `_` from `-`, and some gateways no such letter from another.
  local plain = name:lower():gsub("[^%w]", "-")
  return plain:sub(1, 7) == "remote-" or identity[plain] == true
end

-- HAProxy counts the values of a header from 0.
local function values(headers, name)
  local list, found = headers and headers[name], {}
  if list then
    local at = 0
    while list[at] do
      found[#found + 1] = list[at]
      at = at + 1
    end
  end
  return found
end

local UNAVAILABLE = { status = 503, headers = { ["cache-control"] = { "no-store" }, ["content-type"] = { "text/plain" } }, body = "The sign-in service cannot be reached.\n" }

-- The answer to the client; nil where the request may pass.
local function refusal(txn)
  local client = txn.http:req_get_headers()
  local hosts = values(client, "host")
  if #hosts ~= 1 then return { status = 400, headers = {}, body = "" } end

  local asked = {
    ["x-forwarded-method"] = { txn.f:method() },
    ["x-forwarded-proto"] = { txn.f:ssl_fc() == 1 and "https" or "http" },
    ["x-forwarded-host"] = hosts,
    ["x-forwarded-uri"] = { txn.f:pathq() },
    ["x-forwarded-for"] = { txn.f:src() },
  }
  for _, name in ipairs(ASKED_WITH) do
    local sent = values(client, name)
    if #sent > 0 then asked[name] = { table.concat(sent, name == "cookie" and "; " or ", ") } end
  end

  local answer = core.httpclient():get({ url = ENDPOINT, headers = asked, timeout = TIMEOUT_MILLISECONDS })
  if not answer or not answer.status or answer.status < 200 or answer.status >= 500 then return UNAVAILABLE end
  if answer.status ~= 200 then
    local told = { ["cache-control"] = { "no-store" } }
    for _, name in ipairs(PASSED_ON) do
      local sent = values(answer.headers, name)
      if #sent > 0 then told[name] = sent end
    end
    return { status = answer.status, headers = told, body = answer.body or "" }
  end

  for name in pairs(client) do
    if is_identity(name) then txn.http:req_del_header(name) end
  end
  for name in pairs(answer.headers) do
    local value = is_identity(name) and values(answer.headers, name)[1]
    if value and value ~= "" then txn.http:req_set_header(name, value) end
  end
end

core.register_action("latchkey", { "http-req" }, function(txn)
  -- An error within is no permission: HAProxy would go on with the next rule.
  local well, told = pcall(refusal, txn)
  if not well then
    core.Alert("latchkey.lua: " .. tostring(told))
    told = UNAVAILABLE
  end
  if told then txn:done(txn:reply(told)) end
end)
