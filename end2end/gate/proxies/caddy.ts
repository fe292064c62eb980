// Caddy asks by its own `forward_auth`.
import { ID, certificateIn } from "../site.ts";
import { at, type Kind, type Place } from "./proxy.ts";

// The question mark keeps the client's query out of the question: without one, Caddy appends it to the address.
const recipe = `
(latchkey) {
	request_header Connection [^,]*[-_.][^,]* keep-alive
	forward_auth 127.0.0.1:3000 {
		uri /api/authz/forward-auth?
		copy_headers Remote-User Remote-Email Remote-Name Remote-Groups Remote-Amr Cookie
	}
	request_header -Remote_*
}
`.trim();

const line = "import latchkey";

const header: Kind["header"] = [" Cookie\n\t}\n", " Cookie X-WEBAUTH-USER\n\t}\n\trequest_header -X_WEBAUTH_USER\n"];

function settings(place: Place): string {
  const { port, latchkey, applications, folder } = place;
  const { cert, key } = certificateIn(folder);
  const site = (host: string, ...lines: string[]) => `
https://${host}:${port} {
	bind 127.0.0.1
	tls ${cert} ${key}
	${lines.join("\n\t")}
}`;
  return `{
	admin off
	auto_https disable_redirects
}
${at(recipe, header, place)}
${site(ID, `reverse_proxy ${latchkey}`)}${[...applications].map(([host, address]) => site(host, line, `reverse_proxy ${address}`)).join("")}
`;
}

export const caddy: Kind = {
  name: "Caddy",
  program: process.env.E2E_CADDY,
  recipe,
  line,
  header,
  files: (place) => ({ Caddyfile: settings(place) }),
  arguments: () => ["run", "--config", "Caddyfile", "--adapter", "caddyfile"],
};
