// docs/guarding.md prints the recipes that the other specs run.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { caddy } from "../../gate/proxies/caddy.ts";
import { envoy } from "../../gate/proxies/envoy.ts";
import { haproxy } from "../../gate/proxies/haproxy.ts";
import { nginx } from "../../gate/proxies/nginx.ts";
import { traefik } from "../../gate/proxies/traefik.ts";

const MOST_LINES = 10;
const guide = readFileSync(new URL("../../../docs/guarding.md", import.meta.url), "utf8");

for (const { name, recipe, line, header } of [nginx, caddy, traefik, haproxy, envoy]) {
  test(`the guide has the recipe for ${name} that is tested, and it is short`, () => {
    const section = guide.split(/^## /m).find((section) => section.startsWith(`${name}\n`)) ?? "";
    const blocks = [...section.matchAll(/^```\w+\n(.*?)^```$/gms)].map(([, block = ""]) => block.trim());
    expect(blocks).toContain(recipe);
    expect(recipe.split("\n").length).toBeLessThanOrEqual(MOST_LINES);
    const lines = blocks.flatMap((block) => block.split("\n")).map((line) => line.trim());
    if (line) expect(lines, "for each application").toContain(line);
    else expect(section).toContain("a further application needs no line");
    const changed = recipe.replace(header[0], () => header[1]).split("\n").map((line) => line.trim());
    for (const changedLine of changed) if (!recipe.includes(changedLine)) expect(lines, "for a further header").toContain(changedLine);
  });
}
