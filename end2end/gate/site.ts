// Who stands behind the proxy: Latchkey itself, and applications on two domains. TLS ends at the proxy, with a certificate for all of them.
import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** Latchkey's own name, which the proxy does not guard. */
export const ID = "id.example.test";

/** Applications: two hosts of one domain, and one of another. */
export const NOTES = "notes.example.test";
export const FILES = "files.example.test";
export const WIKI = "wiki.other.test";
export const APPLICATIONS = [NOTES, FILES, WIKI];

/** Names that the proxy serves as well, and nobody has declared: beside, and one level too deep, below a name and below `*`. */
export const STRANGERS = ["unknown.example.test", "deep.notes.example.test", "deep.wiki.other.test"];

/** What is declared of them: the first entry that fits decides. */
export const APPS = `
[[apps]]
host = "${NOTES}"
paths = ["/public", "/public/*"]
policy = "public"

[[apps]]
host = "${NOTES}"
paths = ["/closed", "/closed/*"]
policy = "deny"

[[apps]]
host = "${NOTES}"
paths = ["/staff/*"]
policy = "signed_in"
groups = ["staff"]

[[apps]]
host = "${NOTES}"
policy = "signed_in"
name = "Notes"
headers = { X-WEBAUTH-USER = "name" }

[[apps]]
host = "${FILES}"
policy = "two_factor"
name = "Files"

[[apps]]
host = "*.other.test"
methods = ["GET", "HEAD", "POST"]
policy = "signed_in"
`;

/** What every answer of the gate says of who it is. */
export const IDENTITY = ["Remote-User", "Remote-Email", "Remote-Name", "Remote-Groups", "Remote-Amr"];

/** The cookies that are the gate's alone. */
export const GATE_COOKIES = /latchkey-(app|gate)/;

/** Makes `cert.pem`, `key.pem` and, both in one, `both.pem`. */
export function makeCertificate(folder: string): void {
  const names = ["*.example.test", "*.other.test", "*.notes.example.test", "*.wiki.other.test"].map((name) => `DNS:${name}`).join(",");
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "key.pem"];
  const openssl = ["req", "-x509", ...key, "-out", "cert.pem", "-days", "2", "-subj", `/CN=${ID}`, "-addext", `subjectAltName=${names}`];
  execFileSync("openssl", openssl, { cwd: folder, stdio: "pipe" });
  execFileSync("sh", ["-c", "cat cert.pem key.pem > both.pem"], { cwd: folder });
}

/** The files of the certificate, for a proxy's settings. */
export function certificateIn(folder: string): { cert: string; key: string; both: string } {
  return { cert: join(folder, "cert.pem"), key: join(folder, "key.pem"), both: join(folder, "both.pem") };
}
