// What OfflineCV reads out of PDFs, run out of a checkout of it (TypeScript, Apache-2.0; for comparison only, nothing of it is shipped).
//
//   node offlinecv.mjs CHECKOUT FILE...
//
// CHECKOUT is a clone of the project with `npm install --ignore-scripts` and `npm install --no-save --ignore-scripts esbuild` done in it. Prints
// a line of JSON per file: [file, what was read]. pdfjs is replaced by its build for Node.
import { createRequire } from "node:module";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [checkout, ...files] = process.argv.slice(2);
const require = createRequire(join(resolve(checkout), "package.json"));
const legacy = join(resolve(checkout), "node_modules", "pdfjs-dist", "legacy", "build");
const browserless = {
  name: "browserless",
  setup(build) {
    build.onResolve({ filter: /^pdfjs-dist$/ }, () => ({ path: pathToFileURL(join(legacy, "pdf.mjs")).href, external: true }));
  },
};
const folder = mkdtempSync(join(tmpdir(), "offlinecv-"));
const bundle = join(folder, "parse.mjs");
await require("esbuild").build({
  stdin: { contents: `export { runCascade } from "./heuristics/cascade.ts"`, resolveDir: resolve(checkout, "src/lib"), loader: "ts" },
  bundle: true, platform: "node", format: "esm", outfile: bundle, logLevel: "error", plugins: [browserless],
});
globalThis.DOMMatrix ??= class {}; // only drawing needs them
globalThis.Path2D ??= class {};
console.log = console.warn = () => {};
const pdfjs = await import(pathToFileURL(join(legacy, "pdf.mjs")).href);
pdfjs.GlobalWorkerOptions.workerSrc = pathToFileURL(join(legacy, "pdf.worker.mjs")).href;
const { runCascade } = await import(pathToFileURL(bundle).href);
for (const file of files) {
  try {
    const { canonical } = await runCascade(new Uint8Array(readFileSync(file)));
    process.stdout.write(JSON.stringify([file, canonical.fields]) + "\n");
  } catch (error) {
    process.stderr.write(`${basename(file)}: ${error.name} ${error.message}\n`);
  }
}
rmSync(folder, { recursive: true });
