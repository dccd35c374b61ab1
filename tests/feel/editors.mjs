// What the editors' own packages say. Reads one JSON line {"ask": "builtins"} or {"ask": "parse", "texts": [[kind, text, context], …]}.
// `parse` answers, for each text, null or where the editors' parser is at a loss; kind is Expression or UnaryTests.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const require = createRequire(pathToFileURL(process.argv[2] + "/package.json"));
const load = (name) => import(pathToFileURL(require.resolve(name)));
const question = JSON.parse(readFileSync(0, "utf8"));

if (question.ask === "builtins") {
  const { feelBuiltins } = await load("@camunda/feel-builtins");
  console.log(JSON.stringify(feelBuiltins.map(({ name, params }) => ({ name, params: params.map((one) => one.name) }))));
} else {
  const { parser, trackVariables } = await load("@bpmn-io/lezer-feel");
  const wrong = ([top, text, context]) => {
    let at = null;
    parser.configure({ top, dialect: "camunda", contextTracker: trackVariables(context) }).parse(text).iterate({
      enter: (node) => { if (at === null && node.type.isError) at = node.from; },
    });
    return at;
  };
  console.log(JSON.stringify(question.texts.map(wrong)));
}
