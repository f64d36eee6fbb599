// What the parts of the page share.

export const at = (id) => document.getElementById(id);
const words = JSON.parse(at("words").textContent);

// Says something in the reader's language, with its %(name)s filled in.
export const _ = (sentence, values = {}) => (words[sentence] ?? sentence).replace(/%\((\w+)\)s/g, (_whole, name) => values[name]);
export const phone = () => document.querySelector("input[name=phone]:checked").value;

let before = Promise.resolve(); // what a person does reaches the server in the order in which it was done

// Asks the telephone's server; with data, tells it. Throws an error whose message is a line for the person.
export function ask(path, data, signal) {
  if (!data) return fetched(path, { signal });
  const told = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(data) };
  const answer = before.then(() => fetched(path, told));
  before = answer.catch(() => {});
  return answer;
}

async function fetched(path, options) {
  const answer = await fetch(`/phone/${path}`, options);
  const found = answer.status === 204 ? {} : await answer.json();
  if (!answer.ok) throw new Error(found.error ?? answer.statusText);
  return found;
}

export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

export function add(list, item) {
  list.append(item);
  list.scrollTop = list.scrollHeight;
}
