/* Copy and share with the device's own means. Without this file the link field and the mail link remain. */
"use strict";
(function () {
  const link = document.querySelector("[data-copy-source]");
  if (!link) return;
  const text = () => {
    const parts = document.querySelectorAll(".story-head h1, .story-head .lede, .story-body p, .story-body h2, .story-body li");
    return Array.from(parts, (part) => part.textContent.trim()).concat(link.value).join("\n\n");
  };
  document.querySelectorAll("[data-copy]").forEach((button) => {
    if (!navigator.clipboard) return;
    const label = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy === "link" ? link.value : text());
      button.textContent = button.dataset.done;
      window.setTimeout(() => { button.textContent = label; }, 2000);
    });
  });
  document.querySelectorAll("[data-share]").forEach((button) => {
    if (!navigator.share) return;
    button.hidden = false;
    button.addEventListener("click", () => navigator.share({ title: button.dataset.title, url: link.value }).catch(() => {}));
  });
})();
