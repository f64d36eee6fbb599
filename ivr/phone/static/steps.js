// What the service decided at each step of the call, why, and the TwiML that the carrier got.
import { ask, at, element } from "./page.js";

export function clearSteps() {
  at("decisions").replaceChildren();
  at("nothing").hidden = false;
  at("save").hidden = true;
}

export function offerScenario(sid) {
  Object.assign(at("save"), { hidden: false, href: `/phone/calls/${sid}/scenario.yaml` });
}

export function step(sid, { document: address, twiml }) {
  const { pathname, searchParams } = new URL(address);
  at("nothing").hidden = true;
  const shown = element("li", {}, element("p", {}, element("strong", { textContent: `POST ${pathname}` })),
    element("ul", { className: "because" }),
    element("details", {}, element("summary", { textContent: "TwiML" }), element("pre", { textContent: pretty(twiml), tabIndex: 0 })));
  shown.dataset.step = searchParams.get("step") ?? "0";
  at("decisions").append(shown);
  explain(sid);
}

// Shows the reasons of the steps; returns the limits that were reached in the call.
export async function explain(sid) {
  const { steps } = await ask(`calls/${sid}/decisions`).catch(() => ({ steps: null }));
  for (const found of steps ?? []) {
    const list = at("decisions").querySelector(`[data-step="${found.step}"] .because`);
    list?.replaceChildren(...found.because.map((reason) => element("li", { textContent: reason, lang: "en" })));
  }
  return new Set((steps ?? []).map((each) => each.limit).filter(Boolean));
}

function pretty(twiml) {
  let depth = 0;
  return twiml.replace(/^<\?xml[^>]*\?>\s*/, "").replace(/></g, ">\n<").split("\n").map((line) => {
    if (line.startsWith("</")) depth -= 1;
    const shown = "  ".repeat(depth) + line;
    if (/^<[^/][^>]*[^/]>$/.test(line)) depth += 1;
    return shown;
  }).join("\n");
}
