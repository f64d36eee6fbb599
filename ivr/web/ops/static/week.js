// The week: what is typed, switched or drawn is sent to the server, which answers with the page as it then is. So the
// difference and the mistakes are those of what would be saved. Without this file, buttons do the same.
const DAY = 1440, QUARTER = 15, EDGE = 30, PAUSE = 250;
const SVG = "http://www.w3.org/2000/svg";
const form = document.getElementById("week");
const drawn = document.getElementById("drawn");
let asked = 0, pause = 0;

const two = (number) => String(number).padStart(2, "0");
const clock = (minutes) => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
const span = ([opens, closes]) => closes > DAY ? `${clock(opens)}-${clock(closes - DAY)} next day` : `${clock(opens)}-${clock(closes)}`;

async function ask(act) {
  const turn = ++asked;
  clearTimeout(pause);
  const body = new URLSearchParams(new FormData(form));
  body.set("act", act);
  const answer = await fetch(form.action, { method: "POST", body });
  if (turn !== asked || !answer.ok || answer.redirected) return;
  show(new DOMParser().parseFromString(await answer.text(), "text/html"));
}

// Only what differs is made anew, and never what holds the focus: somebody is typing there, or moving through it.
function show(fresh) {
  for (const part of form.querySelectorAll("[data-live]")) {
    const other = fresh.getElementById(part.id);
    if (!other || part.contains(document.activeElement) || !part.isConnected) continue;
    for (const input of part.querySelectorAll("input")) {
      input.setAttribute("value", input.value);
      input.toggleAttribute("checked", input.checked);
    }
    const text = part.querySelector("textarea");
    if (text) text.textContent = text.value;
    if (part.innerHTML !== other.innerHTML) part.innerHTML = other.innerHTML;
  }
  for (const input of form.querySelectorAll("input[id], textarea[id]")) {
    const wrong = fresh.getElementById(input.id)?.getAttribute("aria-invalid");
    if (wrong) input.setAttribute("aria-invalid", wrong);
    else input.removeAttribute("aria-invalid");
  }
  form.querySelectorAll("svg.bar").forEach(drawable);
}

// After a button the fields of its day are others; the focus goes to where one would go on.
async function press(act) {
  const [name, day] = act.split("-");
  document.activeElement?.blur();
  await ask(act);
  const inputs = [...form.querySelectorAll(`#windows-${day} input.time`)];
  if (name === "add") inputs.at(-2)?.focus();
  else if (name === "copy") {
    document.getElementById(`copies-${day}`).open = false;
    document.querySelector(`#copies-${day} summary`).focus();
  } else if (name === "fix") (inputs[0] ?? document.getElementById("text")).focus();
  else if (name === "remove") document.getElementById(`add-${day}`).focus();
}

function drawable(svg) {
  if (svg.classList.contains("live")) return;
  svg.classList.add("live");
  const minuteAt = (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return Math.min(Math.max(Math.round(point.x / QUARTER) * QUARTER, 0), DAY);
  };
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const start = minuteAt(event);
    const rects = [...svg.querySelectorAll("[data-opens]")];
    const windows = rects.map((rect) => [Number(rect.dataset.opens), Number(rect.dataset.closes)]);
    const on = windows.findIndex(([opens, closes]) => opens - EDGE / 2 <= start && start <= Math.min(closes, DAY) + EDGE / 2);
    const window = on < 0 ? [start, start] : windows[on];
    if (on < 0) {
      windows.push(window);
      rects.push(document.createElementNS(SVG, "rect"));
      for (const [key, value] of Object.entries({ class: "window", y: 4, height: 32 })) rects.at(-1).setAttribute(key, value);
      svg.append(rects.at(-1));
    }
    const rect = on < 0 ? rects.at(-1) : rects[on];
    const [opens, closes] = window;
    const grip = on < 0 || start > closes - EDGE ? "end" : start < opens + EDGE ? "begin" : "all";
    svg.setPointerCapture(event.pointerId);
    const move = (now) => {
      const at = minuteAt(now);
      if (on < 0) [window[0], window[1]] = [Math.min(start, at), Math.max(start, at)];
      else if (grip === "end") window[1] = Math.max(at, opens + QUARTER);
      else if (grip === "begin") window[0] = Math.min(at, closes - QUARTER);
      else {
        const by = Math.min(Math.max(at - start, -opens), Math.max(DAY - closes, 0));
        [window[0], window[1]] = [opens + by, closes + by];
      }
      rect.setAttribute("x", window[0]);
      rect.setAttribute("width", Math.max(Math.min(window[1], DAY) - window[0], 0));
    };
    const end = () => {
      svg.removeEventListener("pointermove", move);
      drawn.value = windows.filter(([begin, last]) => begin < last).map(span).join(", ") || "closed";
      ask(`drawn-${svg.dataset.day}`);
    };
    svg.addEventListener("pointermove", move);
    svg.addEventListener("lostpointercapture", end, { once: true });
  });
}

if (form.dataset.edit === "yes") {
  document.getElementById("check").hidden = true;
  form.querySelectorAll("svg.bar").forEach(drawable);
  form.addEventListener("input", (event) => {
    if (event.target.name?.startsWith("to-")) return;
    clearTimeout(pause);
    asked++;
    pause = setTimeout(() => ask("check"), PAUSE);
  });
  form.addEventListener("submit", (event) => {
    const act = event.submitter?.value ?? "check";
    if (act === "save" || act === "remove") return;
    event.preventDefault();
    if (act === "check") ask(act);
    else press(act);
  });
}
