// Draws a Vega-Lite chart where the page has a place for one. Its expressions are interpreted: nothing is evaluated as code.
"use strict";

async function draw(place) {
  const inside = place.querySelector("script[type='application/json']");
  const spec = inside ? JSON.parse(inside.textContent) : await (await fetch(place.dataset.chart)).json();
  const canvas = document.createElement("div");
  canvas.className = "drawn";
  place.append(canvas);
  const quiet = vega.logger(vega.Error);
  const runtime = vega.parse(vegaLite.compile(spec, { logger: quiet }).spec, null, { ast: true });
  const view = new vega.View(runtime, { expr: vega.expressionInterpreter, renderer: "svg", hover: false, logger: quiet });
  await view.initialize(canvas).runAsync();
  canvas.querySelector("svg").setAttribute("aria-hidden", "true");
  place.closest("section, body").classList.add("charted");
}

for (const place of document.querySelectorAll("[data-chart]")) draw(place).catch(() => place.remove());
