// Traefik asks by its `forwardAuth` middleware.
import { ID, certificateIn } from "../site.ts";
import { at, indented, type Kind, type Place } from "./proxy.ts";

// Whatever fits the expression is taken from the answer alone: what the client sent of it is dropped, names with `_` too.
const recipe = String.raw`
http:
  middlewares:
    latchkey:
      forwardAuth:
        address: http://127.0.0.1:3000/api/authz/forward-auth
        authResponseHeadersRegex: (?i)^(Remote[-_].*|Cookie)$
`.trim();

const line = "middlewares: [latchkey]";

const header: Kind["header"] = ["|Cookie)$", "|Cookie|X[-_]WEBAUTH[-_]USER)$"];

function settings(place: Place): string {
  const { latchkey, applications, folder } = place;
  const { cert, key } = certificateIn(folder);
  const all = [[ID, latchkey], ...applications] as [string, string][];
  const router = ([host]: [string, string], at: number) => `
s${at}:
  rule: Host(\`${host}\`)
  service: s${at}
  tls: {}${host === ID ? "" : `\n  ${line}`}`;
  const service = ([, address]: [string, string], at: number) => `
s${at}: { loadBalancer: { servers: [{ url: "http://${address}" }] } }`;
  return `${at(recipe, header, place)}
  routers:
${indented(all.map(router).join(""), "    ")}
  services:
${indented(all.map(service).join(""), "    ")}
tls:
  stores: { default: { defaultCertificate: { certFile: ${cert}, keyFile: ${key} } } }
`;
}

function start({ port, folder }: Place): string {
  return `
global: { checkNewVersion: false, sendAnonymousUsage: false }
entryPoints: { https: { address: "127.0.0.1:${port}" } }
providers: { file: { filename: ${folder}/dynamic.yml, watch: false } }
`;
}

export const traefik: Kind = {
  name: "Traefik",
  program: process.env.E2E_TRAEFIK,
  recipe,
  line,
  header,
  files: (place) => ({ "traefik.yml": start(place), "dynamic.yml": settings(place) }),
  arguments: (folder) => [`--configFile=${folder}/traefik.yml`],
};
