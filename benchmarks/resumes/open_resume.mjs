// Reads PDFs with a checkout of OpenResume (TypeScript, AGPL-3; for comparison only, nothing of it is shipped).
//
//   node open_resume.mjs CHECKOUT FILE...
//
// CHECKOUT is a clone of the project with `npm install` and `npm install --no-save esbuild` done in it. Prints a line of JSON per file:
// [file, what was read]. Its reader of PDFs is written for browsers: pdfjs is replaced by its build for Node.
import { createRequire } from "node:module";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";

const [checkout, ...files] = process.argv.slice(2);
const require = createRequire(join(resolve(checkout), "package.json"));
const forNode = (name) => require.resolve(`pdfjs-dist/legacy/build/${name}.js`);
const browserless = {
  name: "browserless",
  setup(build) {
    build.onResolve({ filter: /^pdfjs-dist$/ }, () => ({ path: forNode("pdf") }));
    build.onResolve({ filter: /^pdfjs-dist\/build\/pdf\.worker\.entry$/ }, () => ({ path: "worker", namespace: "worker" }));
    build.onLoad({ filter: /.*/, namespace: "worker" }, () => ({
      contents: `module.exports = ${JSON.stringify(forNode("pdf.worker"))}`,
    }));
  },
};
const folder = mkdtempSync(join(tmpdir(), "open-resume-"));
const bundle = join(folder, "parse.cjs");
await require("esbuild").build({
  stdin: { contents: `export * from "lib/parse-resume-from-pdf"`, resolveDir: resolve(checkout, "src/app"), loader: "ts" },
  bundle: true, platform: "node", format: "cjs", outfile: bundle, external: ["canvas", "path2d-polyfill"], logLevel: "error", plugins: [browserless],
  tsconfig: resolve(checkout, "tsconfig.json"),
});
globalThis.DOMMatrix ??= class {}; // only drawing needs them
globalThis.Path2D ??= class {};
const { parseResumeFromPdf } = require(bundle);
console.log = console.warn = () => {};
for (const file of files) {
  try {
    const read = await parseResumeFromPdf({ data: new Uint8Array(readFileSync(file)), verbosity: 0 });
    process.stdout.write(JSON.stringify([file, read]) + "\n");
  } catch (error) {
    process.stderr.write(`${basename(file)}: ${error.name}\n`);
  }
}
rmSync(folder, { recursive: true });
