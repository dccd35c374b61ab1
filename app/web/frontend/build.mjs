// Builds src/ into ../static/dist: app.css, app.js, diagram.js, licences.txt. `--watch` builds again on every change.
import * as esbuild from "esbuild";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static", "dist");
const options = {
  absWorkingDir: here,
  entryPoints: ["src/app.js", "src/diagram.js", "src/map.js", "src/app.css"],
  outdir: out,
  bundle: true,
  loader: { ".png": "dataurl" },
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
  const { metafile, outputFiles } = await esbuild.build({ ...options, write: false });
  const made = new Map(outputFiles.map(({ path, contents }) => [basename(path), contents]));
  made.set("licences.txt", await licences(packagesOf(metafile)));
  await mkdir(out, { recursive: true });
  for (const [name, contents] of made) {
    await put(name, contents);
    console.log(`${name} ${Math.round(contents.length / 1024)} kB`);
  }
  for (const name of await readdir(out)) if (!made.has(name) && !name.startsWith(".")) await rm(join(out, name), { recursive: true });
}

// A page that is being served meanwhile finds the old file or the new one, never half of one.
async function put(name, contents) {
  const half = join(out, `.${name}.${process.pid}`);
  await writeFile(half, contents);
  await rename(half, join(out, name));
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
