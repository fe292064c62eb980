// HAProxy asks by a script of ours, with the HTTP client that its Lua has.
import { fileURLToPath } from "node:url";
import { certificateIn, ID } from "../site.ts";
import { at, indented, type Kind, type Place } from "./proxy.ts";

const SCRIPT = fileURLToPath(new URL("../../../packaging/haproxy/latchkey.lua", import.meta.url));
const INSTALLED = "/usr/share/latchkey/haproxy/latchkey.lua";

// For every host but Latchkey's own: a further application needs no line. `hdr(host)` in its place would split `NOTES,LOGIN` at the comma, find
// the one that is not guarded, and the `use_backend` of the other would find that: the whole value it must be, and nothing beside.
const guard = "http-request lua.latchkey unless { req.fhdr(host) -i login.example.com }";
const recipe = `
global
    setenv LATCHKEY http://127.0.0.1:3000
    lua-load ${INSTALLED}
frontend https
    ${guard}
`.trim();

const header: Kind["header"] = ["    lua-load", "    setenv LATCHKEY_HEADERS X-WEBAUTH-USER\n    lua-load"];

function settings(place: Place): string {
  const { port, latchkey, applications, folder } = place;
  const { both } = certificateIn(folder);
  const own = at(recipe, header, place).replace(INSTALLED, SCRIPT).replace("login.example.com", `${ID}:${port}`);
  const backends = [...applications].map(([host, address], at) => ({ host, address, name: `s${at}` }));
  return `
defaults
    mode http
    timeout connect 5s
    timeout client 30s
    timeout server 30s
    timeout tunnel 30s
${own}
    bind 127.0.0.1:${port} ssl crt ${both} alpn h2,http/1.1
    option forwardfor
    http-request set-header X-Forwarded-Proto https
${backends.map(({ host, name }) => `    use_backend ${name} if { hdr(host),field(1,:),lower,rtrim(.) -m str ${host} }`).join("\n")}
    default_backend latchkey
backend latchkey
    server latchkey ${latchkey}
${backends.map(({ name, address }) => `backend ${name}\n${indented(`server ${name} ${address}`, "    ")}`).join("\n")}
`;
}

export const haproxy: Kind = {
  name: "HAProxy",
  program: process.env.E2E_HAPROXY,
  recipe,
  line: "",
  header,
  files: (place) => ({ "haproxy.cfg": settings(place) }),
  arguments: () => ["-f", "haproxy.cfg"],
};
