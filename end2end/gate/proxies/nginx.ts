// nginx asks by `auth_request`, a module that Debian's has compiled in.
import { ID, certificateIn } from "../site.ts";
import { at, type Kind, type Place } from "./proxy.ts";

// Several to a line where they belong together, such as what the answer says and the header that it becomes. nginx sends no body with such a
// question, and must not announce one. The address of the client is the one that it sees: what the client says of it is not believed.
const recipe = String.raw`
auth_request /.latchkey/ask;  error_page 401 = @latchkey;  auth_request_set $latchkey_to $upstream_http_location;  auth_request_set $latchkey_set $upstream_http_set_cookie;
location = /.latchkey/ask { internal;  proxy_pass http://127.0.0.1:3000/api/authz/auth-request;  proxy_set_header Content-Length "";  proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Original-URL $scheme://$http_host$request_uri;  proxy_set_header X-Original-Host $host;  proxy_set_header X-Original-Method $request_method; }
location @latchkey { add_header Set-Cookie $latchkey_set always;  add_header Cache-Control no-store always;  if ($latchkey_to = "") { return 401; }  return 303 $latchkey_to; }
auth_request_set $latchkey_cookie $upstream_http_cookie;         proxy_set_header Cookie $latchkey_cookie;
auth_request_set $latchkey_user $upstream_http_remote_user;      proxy_set_header Remote-User $latchkey_user;
auth_request_set $latchkey_email $upstream_http_remote_email;    proxy_set_header Remote-Email $latchkey_email;
auth_request_set $latchkey_name $upstream_http_remote_name;      proxy_set_header Remote-Name $latchkey_name;
auth_request_set $latchkey_groups $upstream_http_remote_groups;  proxy_set_header Remote-Groups $latchkey_groups;
auth_request_set $latchkey_amr $upstream_http_remote_amr;        proxy_set_header Remote-Amr $latchkey_amr;
`.trim();

const line = "include latchkey.conf;";

const amr = recipe.split("\n").at(-1) ?? "";
const header: Kind["header"] = [amr, `${amr}
auth_request_set $latchkey_webauth $upstream_http_x_webauth_user;  proxy_set_header X-WEBAUTH-USER $latchkey_webauth;`];

function settings({ port, latchkey, applications, folder }: Place): string {
  const { cert, key } = certificateIn(folder);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((what) => `${what}_temp_path ${folder}/${what};`).join("\n  ");
  const servers = [...applications].map(
    ([host, address]) => `
  server {
    listen 127.0.0.1:${port} ssl http2;
    server_name ${host};
    ${line}
    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $upgraded;
    location / {
      proxy_pass http://${address};
    }
  }`,
  );
  // Otherwise it would drop the rights to its own folder.
  const root = process.getuid?.() === 0 ? "user root;\n" : "";
  return `
daemon off;
${root}worker_processes 1;
pid ${folder}/pid;
error_log stderr;
events {}
http {
  access_log off;
  ${temporary}
  ssl_certificate ${cert};
  ssl_certificate_key ${key};
  map $http_upgrade $upgraded { "" ""; default upgrade; }
  server {
    listen 127.0.0.1:${port} ssl http2;
    server_name ${ID};
    location / {
      proxy_pass http://${latchkey};
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
    }
  }${servers.join("")}
}
`;
}

export const nginx: Kind = {
  name: "nginx",
  program: process.env.E2E_NGINX,
  recipe,
  line,
  header,
  files: (place) => ({ "nginx.conf": settings(place), "latchkey.conf": at(recipe, header, place) }),
  arguments: (folder) => ["-p", folder, "-c", "nginx.conf", "-e", "stderr"],
};
