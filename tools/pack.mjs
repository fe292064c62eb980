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
    const { code } = await minify(readFileSync(file, "utf8"), { module, ecma: 2020, compress: { passes: 2 }, format: { comments: false } });
    writeFileSync(file, code);
  }
  const bytes = readFileSync(file);
  const brotli = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: brotli }));
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
}
