// Makes the compiled site ready to be served: scripts without what only people read, and each file beside its compressed copies.
//
//   node tools/pack.mjs target/site
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { minify } from "terser";

const site = process.argv[2];
if (!site) throw new Error("usage: node tools/pack.mjs SITE");

/** What the compilers leave for people and tools. */
const LEFT_OVER = /\.d\.ts$|_manifest\.json$/;

/** Sizes of brotli's blocks to try, as powers of two. 0: its own choice. None is best for every file. */
const BLOCKS = [0, 16];

function brotli(bytes, block) {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT, BROTLI_PARAM_LGBLOCK } = constants;
  const params = { [BROTLI_PARAM_QUALITY]: 11, [BROTLI_PARAM_SIZE_HINT]: bytes.length, [BROTLI_PARAM_LGBLOCK]: block };
  return brotliCompressSync(bytes, { params });
}

/** The splitter names what its parts share in an order that is another one each time. The same site has the same bytes. */
function inOrder(script) {
  return script.replaceAll(/\{ ((?:\w+, )+) \}/g, (_, names) => `{ ${names.split(", ").filter(Boolean).sort().join(", ")} }`);
}

function shortest(all) {
  return all.reduce((best, one) => (one.length < best.length ? one : best));
}

const files = readdirSync(site, { recursive: true })
  .map((name) => join(site, name))
  .filter((file) => statSync(file).isFile());
for (const file of files) {
  if (LEFT_OVER.test(file) || /\.(br|gz)$/.test(file)) {
    rmSync(file);
    continue;
  }
  if (file.endsWith(".js")) {
    const module = !file.endsWith("forms.js");
    const { code } = await minify(inOrder(readFileSync(file, "utf8")), { module, ecma: 2020, compress: { passes: 2 }, format: { comments: false } });
    writeFileSync(file, code);
  }
  const bytes = readFileSync(file);
  writeFileSync(`${file}.br`, shortest(BLOCKS.map((block) => brotli(bytes, block))));
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
}
