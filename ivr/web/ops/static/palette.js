// Ctrl-K or "/" opens the list of places as a dialog, "?" the shortcuts, and "g" with a letter a page of the menu.
// The page /ops/go has the same without a script. Single keys can be switched off, since they get in the way of people
// who dictate (WCAG 2.1.4).
const OFF = "no single keys";
const SOON = 1500; // milliseconds between "g" and its letter
const opener = document.querySelector("[data-palette]");
let parts = null; // what /ops/go has, fetched once
let went = -Infinity; // when "g" was pressed

const singleKeys = () => localStorage.getItem(OFF) === null;
const typing = (target) => target.closest("input, select, textarea, [contenteditable]") !== null;

async function fetched(id) {
  parts ??= new DOMParser().parseFromString(await (await fetch(opener.href)).text(), "text/html");
  return parts.getElementById(id);
}

async function open(id) {
  document.querySelector("dialog.over")?.close();
  const here = document.getElementById(id);
  if (here) return (here.querySelector("input") ?? here).focus(); // the page /ops/go itself
  const part = await fetched(id);
  if (!part) return location.assign(opener.href); // the session has ended
  const dialog = document.createElement("dialog");
  dialog.className = "over";
  dialog.setAttribute("aria-label", part.getAttribute("aria-label") ?? part.querySelector("h2").textContent);
  dialog.append(document.importNode(part, true));
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", ({ target }) => { if (target === dialog) dialog.close(); });
  document.body.append(dialog);
  if (id === "palette") find(dialog);
  arrange(dialog);
  dialog.tabIndex = -1;
  dialog.showModal();
  (dialog.querySelector("input[type=search]") ?? dialog).focus();
}

// Words in the field leave only the places that have them; the arrows go through those, Enter opens the first one.
function find(dialog) {
  const field = dialog.querySelector("input");
  const places = [...dialog.querySelectorAll("li")];
  const shown = () => places.filter((each) => !each.hidden);
  const filter = () => {
    const words = field.value.toLowerCase().split(/\s+/);
    for (const each of places) {
      const said = `${each.textContent} ${each.querySelector("a").dataset.words}`.toLowerCase();
      each.hidden = !words.every((word) => said.includes(word));
    }
    dialog.querySelector("[role=status]").textContent = String(shown().length);
  };
  field.value = "";
  field.addEventListener("input", filter);
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    shown()[0]?.querySelector("a").click();
  });
  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [field, ...shown().map((each) => each.querySelector("a"))];
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
  });
}

// The switch of single keys; where it stands there is a script to obey it.
function arrange(root) {
  for (const line of root.querySelectorAll("[data-switch]")) {
    const box = line.querySelector("input");
    line.hidden = false;
    box.checked = singleKeys();
    box.addEventListener("change", () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
  }
}

function press(event) {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    return open("palette");
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target) || !singleKeys()) return;
  const soon = event.timeStamp - went < SOON;
  went = event.key === "g" ? event.timeStamp : -Infinity;
  const link = soon && document.querySelector(`.menu [data-go="${CSS.escape(event.key)}"]`);
  if (!link && event.key !== "/" && event.key !== "?") return;
  event.preventDefault();
  if (link) link.click();
  else open(event.key === "/" ? "palette" : "shortcuts");
}

document.addEventListener("keydown", press);
opener.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open("palette");
});
arrange(document);
