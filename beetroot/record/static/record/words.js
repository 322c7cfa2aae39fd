/* Selected words of a story go into the form above it. Without this file they are pasted there. */
"use strict";
(function () {
  const field = document.getElementById("record-quote");
  const text = document.getElementById("record-text");
  if (!field || !text) return;
  document.addEventListener("selectionchange", () => {
    const chosen = document.getSelection();
    if (chosen && !chosen.isCollapsed && text.contains(chosen.anchorNode)) field.value = chosen.toString().trim();
  });
})();
