// Envoy asks by its `ext_authz` filter, over HTTP.
import { ID, certificateIn } from "../site.ts";
import { at, indented, type Kind, type Place } from "./proxy.ts";

// The first of the `http_filters`. What it says of the client is on the list; what the application hears of the answer, too.
const recipe = `
- name: envoy.filters.http.ext_authz
  typed_config:
    "@type": type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthz
    http_service:
      server_uri: { uri: "http://127.0.0.1:3000", cluster: latchkey, timeout: 5s }
      path_prefix: /api/authz/ext-authz
      authorization_response: { allowed_upstream_headers: { patterns: [{ prefix: remote- }, { exact: cookie }] } }
    allowed_headers: { patterns: [{ exact: cookie }, { exact: accept }, { prefix: sec-fetch- }, { exact: x-requested-with }, { exact: referer }, { exact: user-agent }, { exact: x-forwarded-for }] }
`.trim();

const header: Kind["header"] = ["{ exact: cookie }] } }", "{ exact: cookie }, { exact: x-webauth-user }] } }"];

function settings(place: Place): string {
  const { port, latchkey, applications, folder } = place;
  const { cert, key } = certificateIn(folder);
  const all = [...applications].map(([host, address], at) => ({ host, address, name: `s${at}` }));
  const cluster = (name: string, address: string) => {
    const [host, port] = address.split(":");
    const endpoint = `{ endpoint: { address: { socket_address: { address: ${host}, port_value: ${port} } } } }`;
    return `  - { name: ${name}, connect_timeout: 5s, load_assignment: { cluster_name: ${name}, endpoints: [{ lb_endpoints: [${endpoint}] }] } }`;
  };
  const unguarded = `typed_per_filter_config: { envoy.filters.http.ext_authz: { "@type": type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute, disabled: true } }`;
  const host = ({ host, name }: { host: string; name: string }, more = "") =>
    `            - { name: ${name}, domains: ["${host}"], routes: [{ match: { prefix: "/" }, route: { cluster: ${name} } }]${more} }`;
  return `
static_resources:
  listeners:
  - address: { socket_address: { address: 127.0.0.1, port_value: ${port} } }
    filter_chains:
    - transport_socket:
        name: envoy.transport_sockets.tls
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext
          common_tls_context: { alpn_protocols: [h2, http/1.1], tls_certificates: [{ certificate_chain: { filename: ${cert} }, private_key: { filename: ${key} } }] }
      filters:
      - name: envoy.filters.network.http_connection_manager
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
          stat_prefix: gate
          use_remote_address: true
          upgrade_configs: [{ upgrade_type: websocket }]
          common_http_protocol_options: { headers_with_underscores_action: DROP_HEADER }
          http_filters:
${indented(at(recipe, header, place), "          ")}
          - name: envoy.filters.http.router
            typed_config: { "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router }
          route_config:
            ignore_port_in_host_matching: true
            virtual_hosts:
${host({ host: ID, name: "latchkey" }, `, ${unguarded}`)}
${all.map((one) => host(one)).join("\n")}
  clusters:
${[{ name: "latchkey", address: latchkey }, ...all].map(({ name, address }) => cluster(name, address)).join("\n")}
`;
}

export const envoy: Kind = {
  name: "Envoy",
  program: process.env.E2E_ENVOY,
  recipe,
  line: "",
  header,
  files: (place) => ({ "envoy.yaml": settings(place) }),
  // One of several on a machine: it takes no shared memory for a restart.
  arguments: () => ["-c", "envoy.yaml", "--concurrency", "1", "--disable-hot-restart", "--log-level", "warning"],
};
