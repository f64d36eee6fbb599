// A placeholder is put in where the cursor is, also in an editor that was opened in its place.
document.addEventListener("click", (event) => {
  const chip = event.target.closest("[data-chip]");
  if (!chip) return;
  const sentence = chip.closest("form").querySelector("textarea");
  sentence.setRangeText(chip.dataset.chip, sentence.selectionStart, sentence.selectionEnd, "end");
  sentence.focus();
  sentence.dispatchEvent(new Event("input", { bubbles: true }));
});
