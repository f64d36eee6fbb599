// Buttons that copy a text of the page, or print the page. Without this the text is there to be copied by hand.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const from = document.getElementById(button.dataset.copy);
    const lines = from.children.length ? [...from.children].map((each) => each.textContent) : [from.textContent];
    await navigator.clipboard.writeText(lines.join("\n"));
    document.getElementById("copied").textContent = button.dataset.done;
  });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
