// The week as bars to draw on with the mouse and as fields for the keyboard, kept in step with the typed text.
// The server reads the text, so that what is shown is what will be saved; without this file one types.
const DAY = 1440, QUARTER = 15, EDGE = 30;
const NAMES = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const SVG = "http://www.w3.org/2000/svg";
const week = document.getElementById("week");
const text = document.getElementById("text");
const total = document.getElementById("total");
const error = document.getElementById("text-error");
const words = week.dataset;
const boxes = [...week.querySelectorAll(".weekday")];
const longNames = boxes.map((box) => box.querySelector("legend").textContent);
let days = boxes.map(() => []);
let asked = 0;

const two = (number) => String(number).padStart(2, "0");
const clock = (minutes) => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
// A time that can't be read stays as it was typed, in its field and in the text, until it is put right.
const printed = (window) => window.typed ? `${window.typed.opens}-${window.typed.closes}` : span(window);
const span = ([opens, closes]) => closes > DAY ? `${clock(opens)}-${clock(closes - DAY)} next day` : `${clock(opens)}-${clock(closes)}`;
const weekText = () => days.map((windows, day) => windows.length ? `${NAMES[day]} ${windows.map(printed).join(", ")}` : "").filter(Boolean).join(", ") || "closed";

function make(name, attributes = {}, content = "") {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = content;
  return element;
}

async function read(source, keep) {
  const turn = ++asked;
  const answer = await fetch(`${words.parse}?${new URLSearchParams({ text: source })}`, { headers: { Accept: "application/json" } });
  if (turn !== asked || (answer.status !== 200)) return;
  const found = await answer.json();
  error.textContent = found.error ?? "";
  if (found.error) text.setAttribute("aria-invalid", "true");
  else text.removeAttribute("aria-invalid");
  if (found.error) return;
  total.textContent = found.total;
  if (keep) { // what was drawn stays as it is; only its text is put into order
    text.value = found.text;
    return;
  }
  days = found.days.map((windows) => windows.map((each) => [each.from, each.to]));
  draw();
}

// Fields are made anew only if there are others by now: somebody is moving through them with Tab.
function changed(focus, others = true) {
  const before = days.map((windows) => [...windows]);
  for (const windows of days) windows.sort((one, other) => one[0] - other[0]);
  if (others || days.some((windows, day) => windows.some((each, index) => each !== before[day][index]))) {
    draw();
    if (focus) week.querySelector(focus)?.focus();
  } else {
    boxes.forEach((box, day) => bar(box.querySelector("svg"), day));
  }
  text.value = weekText();
  read(text.value, true);
}

function draw() {
  boxes.forEach((box, day) => {
    bar(box.querySelector("svg"), day);
    list(box.querySelector(".windows"), day);
  });
}

function bar(svg, day) {
  svg.replaceChildren();
  const rect = (kind, x, y, width, height) => {
    const element = document.createElementNS(SVG, "rect");
    for (const [key, value] of Object.entries({ class: kind, x, y, width, height })) element.setAttribute(key, value);
    svg.append(element);
    return element;
  };
  rect("ground", 0, 0, DAY, 40);
  for (let hour = 3; hour < 24; hour += 3) {
    const line = document.createElementNS(SVG, "path");
    line.setAttribute("class", "hour");
    line.setAttribute("d", `M${hour * 60} 0v40`);
    svg.append(line);
  }
  for (const [opens, closes] of days[(day + 6) % 7]) if (closes > DAY) rect("window late", 0, 12, closes - DAY, 16);
  days[day].forEach(([opens, closes], index) => {
    rect(closes > DAY ? "window late" : "window", opens, 4, Math.max(Math.min(closes, DAY) - opens, 0), 32).dataset.index = index;
  });
}

function list(parent, day) {
  parent.replaceChildren();
  days[day].forEach((window, index) => {
    const row = make("li");
    const id = `w${day}-${index}`;
    const time = (end, label, value) => {
      const input = make("input", { class: "time", id: `${id}-${end}`, type: "text", inputmode: "numeric", maxlength: "5", "aria-label": `${longNames[day]}, ${label}` });
      input.value = value;
      input.addEventListener("change", () => setTime(day, index, end, input));
      return input;
    };
    const late = make("input", { type: "checkbox", id: `${id}-next`, "aria-label": `${longNames[day]}, ${words.next}` });
    late.checked = window[1] > DAY;
    late.addEventListener("change", () => {
      window[1] += late.checked ? DAY : -DAY;
      changed(`#${id}-next`, false);
    });
    const label = make("label");
    label.append(late, words.next);
    const remove = make("button", { type: "button", "aria-label": `${longNames[day]}, ${index + 1}: ${words.remove}` }, words.remove);
    remove.addEventListener("click", () => {
      days[day].splice(index, 1);
      changed(`#add-${day}`);
    });
    row.append(time("opens", words.opens, window.typed?.opens ?? clock(window[0])), "–", time("closes", words.closes, window.typed?.closes ?? clock(window[1] > DAY ? window[1] - DAY : window[1])), label, remove);
    parent.append(row);
  });
  const row = make("li");
  const add = make("button", { type: "button", id: `add-${day}`, "aria-label": `${longNames[day]}: ${words.add}` }, words.add);
  add.addEventListener("click", () => {
    const last = days[day].at(-1)?.[1] ?? 8 * 60;
    const opens = Math.min(last + 60, DAY - 60);
    days[day].push([opens, Math.min(opens + 60, DAY)]);
    changed(`#w${day}-${days[day].length - 1}-opens`);
  });
  const choose = make("select", { id: `copy-${day}` });
  const to = make("label", {}, words.to);
  to.append(" ", choose);
  choose.append(new Option(words.weekdays, "weekdays"), new Option(words.all, "all"), ...longNames.map((name, other) => new Option(name, other)));
  const copy = make("button", { type: "button", "aria-label": `${longNames[day]}: ${words.copy}` }, words.copy);
  copy.addEventListener("click", () => {
    const targets = choose.value === "all" ? [0, 1, 2, 3, 4, 5, 6] : choose.value === "weekdays" ? [0, 1, 2, 3, 4] : [Number(choose.value)];
    const source = days[day].map((each) => [...each]);
    for (const other of targets) days[other] = source.map((each) => [...each]);
    changed(`#copy-${day}`);
  });
  row.append(add, to, copy);
  parent.append(row);
}

function setTime(day, index, end, input) {
  const match = /^(\d{1,2}):?(\d{2})$/.exec(input.value.trim().normalize("NFKC"));
  const window = days[day][index];
  if (!match) { // the server says what is wrong, in the reader's language
    window.typed = { opens: clock(window[0]), closes: clock(window[1] % DAY), ...window.typed, [end]: input.value };
    text.value = weekText();
    read(text.value, true);
    return;
  }
  delete window.typed;
  const minutes = Number(match[1]) * 60 + Number(match[2]);
  if (end === "opens") window[0] = minutes;
  else window[1] = window[1] > DAY ? minutes + DAY : minutes;
  input.value = clock(minutes);
  changed(`#w${day}-${index}-${end}`, false);
}

function drawable(svg, day) {
  svg.classList.add("live");
  const minuteAt = (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return Math.min(Math.max(Math.round(point.x / QUARTER) * QUARTER, 0), DAY);
  };
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const start = minuteAt(event), windows = days[day];
    const on = windows.findIndex(([opens, closes]) => opens - EDGE / 2 <= start && start <= Math.min(closes, DAY) + EDGE / 2);
    const window = on < 0 ? [start, start] : windows[on];
    if (on < 0) windows.push(window);
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
      bar(svg, day);
    };
    const end = () => {
      svg.removeEventListener("pointermove", move);
      if (window[0] === window[1]) windows.splice(windows.indexOf(window), 1);
      changed();
    };
    svg.addEventListener("pointermove", move);
    svg.addEventListener("lostpointercapture", end, { once: true });
  });
}

if (words.edit === "yes") {
  boxes.forEach((box, day) => drawable(box.querySelector("svg"), day));
  let pause = 0;
  text.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(() => read(text.value, false), 250);
  });
  read(text.value, false);
}
