// Typesets formulas with MathJax 3 and the AMS macros, as GitHub does.
//
//   node typeset.mjs NODE_MODULES
//
// Reads a JSON list of {"tex": string, "display": boolean} and writes a JSON list: null for each formula that
// MathJax can set, its complaint for each other.

import { createRequire } from "node:module";
import { text } from "node:stream/consumers";
import { join, resolve } from "node:path";

const require = createRequire(import.meta.url);
const component = (path) => require(join(resolve(process.argv[2]), "mathjax-full", "js", path));

const { mathjax } = component("mathjax.js");
const { TeX } = component("input/tex.js");
const { SVG } = component("output/svg.js");
const { liteAdaptor } = component("adaptors/liteAdaptor.js");
const { RegisterHTMLHandler } = component("handlers/html.js");
component("input/tex/ams/AmsConfiguration.js");
component("input/tex/boldsymbol/BoldsymbolConfiguration.js");

const adaptor = liteAdaptor();
RegisterHTMLHandler(adaptor);

// Without the packages noundefined and noerrors, a macro that MathJax does not know is an error, not red text.
const page = mathjax.document("", {
  InputJax: new TeX({ packages: ["base", "ams", "boldsymbol"] }),
  OutputJax: new SVG({ fontCache: "none" }),
});

function complaint({ tex, display }) {
  try {
    const node = page.convert(tex, { display });
    const written = adaptor.outerHTML(node);
    const told = written.match(/data-mjx-error="([^"]*)"/);
    return told ? told[1] : /merror/.test(written) ? "merror" : null;
  } catch (error) {
    return error.message;
  }
}

const formulas = JSON.parse(await text(process.stdin));
process.stdout.write(JSON.stringify(formulas.map(complaint)));
