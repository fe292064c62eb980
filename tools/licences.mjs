// Writes, in Markdown, the licences of everything that the program and its pages are made of, each text once with the crates that have it.
//
//   node tools/licences.mjs > LICENCES.md
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Both halves, as they are compiled. */
const HALVES = [
  ["x86_64-unknown-linux-musl", "embedded-site"],
  ["wasm32-unknown-unknown", "hydrate"],
];
const TEXTS = /^(licen[sc]e|copying|unlicense|notice|copyright)/i;
const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files
(the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge,
publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so,
subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR
ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH
THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

const fail = (why) => {
  throw new Error(why);
};
const cargo = (...args) => execFileSync("cargo", [...args, "--locked"], { encoding: "utf8", maxBuffer: 1 << 28 });
const packages = new Map(JSON.parse(cargo("metadata", "--all-features", "--format-version", "1")).packages.map((one) => [`${one.name} ${one.version}`, one]));
const listed = HALVES.flatMap(([target, features]) =>
  cargo("tree", "--edges", "normal", "--target", target, "--features", features, "--prefix", "none", "--format", "{p}").split("\n"),
);
// `name v1.2.3 (proc-macro) (*)`; those of the repository are Latchkey itself.
const names = new Set(listed.filter(Boolean).map((line) => line.replace(/^(\S+) v(\S+).*/, "$1 $2")));
const crates = [...names].map((name) => packages.get(name) ?? fail(`${name} is not known`)).filter((one) => one.source);

/** A text is the same whatever its lines are broken by. */
const texts = new Map();
const add = (text, crate) => {
  const key = text.replace(/\s+/g, " ").trim();
  const known = texts.get(key) ?? { text: text.trimEnd(), crates: [] };
  known.crates.push(`${crate.name} ${crate.version}`);
  texts.set(key, known);
};
const without = [];
// By name: the order in which cargo finds them differs.
crates.sort((a, b) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1));
for (const crate of crates) {
  const folder = dirname(crate.manifest_path);
  const files = readdirSync(folder, { withFileTypes: true }).filter((file) => file.isFile() && TEXTS.test(file.name));
  for (const { name } of files.sort((a, b) => (a.name < b.name ? -1 : 1))) add(readFileSync(join(folder, name), "utf8"), crate);
  if (files.length > 0) continue;
  // Their repository holds the text, and what they publish does not.
  if (!/MIT|BSD-3-Clause/.test(crate.license ?? "")) throw new Error(`${crate.name} comes without a text for ${crate.license}`);
  without.push(crate);
}

const row = ({ name, version, license, repository }) => `| ${name} | ${version} | ${license ?? "in its text"} | ${repository ?? ""} |`;
const lines = [
  "# Licences",
  "",
  "Latchkey itself is under the MIT licence (LICENSE). The program and its pages contain these crates. The standard library of Rust, with what",
  "is in it, is told in RUST-LIBRARY.html. The C library is musl, copyright © 2005-2020 Rich Felker, et al., under the MIT licence. SQLite,",
  "in libsqlite3-sys, is in the public domain.",
  "",
  "| Crate | Version | Licence | Where from |",
  "| --- | --- | --- | --- |",
  ...crates.map(row),
  "",
  "## Without a text of their own",
  "",
  ...without.map(({ name, version, license, authors }) => `- ${name} ${version}, ${license}, copyright ${authors.join(", ") || "its authors"}`),
  "",
  "The MIT licence:",
  "",
  "```",
  MIT,
  "```",
];
for (const { text, crates } of texts.values()) lines.push("", `## ${crates.join(", ")}`, "", "````", text, "````");
console.log(lines.join("\n"));
