// Builds src/ into ../static/dist: app.css, app.js, diagram.js, licences.txt. `--watch` builds again on every change.
import * as esbuild from "esbuild";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static", "dist");
const options = {
  absWorkingDir: here,
  entryPoints: ["src/app.js", "src/diagram.js", "src/app.css"],
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome100", "firefox102", "safari15.4"],
  legalComments: "none", // the packages' own licence files are in licences.txt
  metafile: true,
  logLevel: "warning",
};

if (process.argv.includes("--watch")) {
  await (await esbuild.context(options)).watch();
} else {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const { metafile } = await esbuild.build(options);
  await writeFile(join(out, "licences.txt"), await licences(packagesOf(metafile)));
  for (const [file, { bytes }] of Object.entries(metafile.outputs)) {
    console.log(`${file.split("/").pop()} ${Math.round(bytes / 1024)} kB`);
  }
}

// The packages whose files went into the build.
function packagesOf(metafile) {
  const names = Object.keys(metafile.inputs)
    .filter((file) => file.includes("node_modules/"))
    .map((file) => file.slice(file.lastIndexOf("node_modules/") + 13).split("/"))
    .map(([first, second]) => (first.startsWith("@") ? `${first}/${second}` : first));
  return [...new Set(names)].sort();
}

// One part a package, divided by form feeds: the first line says what it is, then its own licence file.
async function licences(names) {
  return (await Promise.all(names.map(licence))).join("\f\n");
}

async function licence(name) {
  const folder = join(here, "node_modules", name);
  const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((one) => /^(licen[cs]e|copying)/i.test(one));
  const text = file ? await readFile(join(folder, file), "utf8") : `Licence: ${license}`;
  return `${name} ${version} · ${license ?? "see below"}\n\n${text.trim()}\n`;
}
