// Prints what a first visit loads, gzipped, and fails when it is more than the budget.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const BUDGET_KB = 200;
const DIST = new URL("../dist/", import.meta.url).pathname;

const html = readFileSync(join(DIST, "index.html"), "utf8");
const linked = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map((match) => match[1]);
const fonts = readdirSync(join(DIST, "assets"))
  .filter((name) => name.endsWith(".woff2"))
  .map((name) => `assets/${name}`);

let total = 0;
for (const path of ["index.html", ...new Set([...linked, ...fonts])]) {
  const bytes = readFileSync(join(DIST, path));
  // A font is compressed already; everything else travels as gzip.
  const size = (path.endsWith(".woff2") ? bytes.length : gzipSync(bytes).length) / 1_000;
  total += size;
  console.log(`${size.toFixed(1).padStart(7)} kB  ${path}`);
}
console.log(`${total.toFixed(1).padStart(7)} kB  first load, budget ${BUDGET_KB} kB`);
if (total > BUDGET_KB) process.exit(1);
