// A placeholder is put in where the cursor is.
const sentence = document.getElementById("sentence");
for (const chip of document.querySelectorAll("[data-chip]")) {
  chip.addEventListener("click", () => {
    sentence.setRangeText(chip.dataset.chip, sentence.selectionStart, sentence.selectionEnd, "end");
    sentence.focus();
    sentence.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
